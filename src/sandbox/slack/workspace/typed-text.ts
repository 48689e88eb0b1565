import type { People } from './people.ts';

/** Bounded in length, so that a long text without spaces takes no longer than another. */
const EMAIL = /[^\s<>@,;:|&]{1,64}@[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){1,8}/gi;
const TOKEN = new RegExp(
  `(<[@#!][^<>\\s]{1,80}>|https?://[^\\s<>|]{1,3000}|${EMAIL.source}|[@#][\\w.-]{1,80})`,
  'gi',
);

/** What Slack makes of what a person types in a message: mentions, links and addresses in angle brackets. */
export function encodeTyped(text: string, people: People): string {
  return encode(text, people, false);
}

/** What a command receives: escaped like a message with names beside the ids, or nearly as typed. */
export function encodeCommand(text: string, people: People, escaped: boolean): string {
  return escaped ? encode(text, people, true) : escapeEntities(text);
}

function encode(text: string, people: People, named: boolean): string {
  return text
    .split(TOKEN)
    .map((part, index) => (index % 2 === 0 ? escapeEntities(part) : encodeToken(part, people, named)))
    .join('');
}

function encodeToken(token: string, people: People, named: boolean): string {
  if (token.startsWith('<')) return token;
  if (token.startsWith('http')) return `<${escapeEntities(token)}>`;
  const beside = (id: string, name: string): string => (named ? `${id}|${name}` : id);
  if (token.startsWith('@')) {
    const user = [...people.users.values()].find(({ name }) => name === token.slice(1));
    return user === undefined ? escapeEntities(token) : `<@${beside(user.id, user.name)}>`;
  }
  if (token.startsWith('#')) {
    const channel = [...people.channels.values()].find(({ name }) => name === token.slice(1));
    return channel === undefined ? escapeEntities(token) : `<#${channel.id}|${channel.name}>`;
  }
  return token.replace(EMAIL, (address) => `<mailto:${address}|${address}>`);
}

function escapeEntities(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
}
