/** Names of emoji that messages here use; another name stands as it was written. */
const EMOJI: Readonly<Record<string, string>> = {
  '+1': '👍',
  '-1': '👎',
  bulb: '💡',
  construction: '🚧',
  credit_card: '💳',
  exclamation: '❗',
  eyes: '👀',
  hourglass_flowing_sand: '⏳',
  information_source: 'ℹ️',
  lock: '🔒',
  mag: '🔍',
  memo: '📝',
  moneybag: '💰',
  pray: '🙏',
  question: '❓',
  receipt: '🧾',
  rotating_light: '🚨',
  slightly_smiling_face: '🙂',
  tada: '🎉',
  test_tube: '🧪',
  thumbsdown: '👎',
  thumbsup: '👍',
  warning: '⚠️',
  wave: '👋',
  white_check_mark: '✅',
  x: '❌',
};

/** The emoji of this name, or `:name:` where there is none here. */
export function emojiNamed(name: string): string {
  return EMOJI[name] ?? `:${name}:`;
}

/** Text whose `:names:` are shown as emoji. */
export function withEmoji(text: string): string {
  return text.replace(/(?<![a-z\d]):([a-z\d_+-]{1,60}):(?![a-z\d])/g, (_, name: string) => emojiNamed(name));
}
