/** In place of what this view of Slack cannot draw: nothing may vanish unnoticed. */
export function NotShown({ type }: { readonly type: string }) {
  return (
    <span className="slack-not-shown">not shown: {type === '' ? 'something without a type' : type}</span>
  );
}
