import type { ReactNode } from 'react';

/** What Zendesk lets through of a comment's HTML and of ours; everything else loses its tags and keeps its text. */
const KEPT = [
  'p',
  'br',
  'b',
  'strong',
  'i',
  'em',
  'u',
  'ul',
  'ol',
  'li',
  'blockquote',
  'code',
  'pre',
] as const;
type Kept = (typeof KEPT)[number];
/** Goes with all that is in it. */
const DROPPED: readonly string[] = [
  'script',
  'style',
  'iframe',
  'object',
  'embed',
  'template',
  'noscript',
  'svg',
  'math',
  'title',
];
const LINKS: readonly string[] = ['https:', 'http:', 'mailto:'];

/**
 * A comment's HTML as elements of ours. It is parsed in a document of its own, where nothing runs and nothing is loaded, and
 * only what is known to be harmless is made anew from it: no attribute comes along but a link's address.
 */
export function CommentHtml({ html }: { html: string }) {
  const { body } = new DOMParser().parseFromString(html, 'text/html');
  return <div className="comment-body">{childrenOf(body)}</div>;
}

function childrenOf(node: Node): ReactNode[] {
  return [...node.childNodes].map((child, place) => shown(child, place));
}

function shown(node: Node, place: number): ReactNode {
  if (node instanceof Text) return node.data;
  if (!(node instanceof Element)) return null;
  const name = node.localName;
  if (DROPPED.includes(name)) return null;
  if (name === 'br') return <br key={place} />;
  const children = childrenOf(node);
  if (name === 'a') {
    const address = addressOf(node.getAttribute('href'));
    if (address !== null)
      return (
        <a key={place} href={address} target="_blank" rel="noopener noreferrer">
          {children}
        </a>
      );
  }
  const Tag = KEPT.find((kept): kept is Kept => kept === name);
  return Tag === undefined ? children : <Tag key={place}>{children}</Tag>;
}

function addressOf(href: string | null): string | null {
  if (href === null || !URL.canParse(href)) return null;
  const { protocol, href: address } = new URL(href);
  return LINKS.includes(protocol) ? address : null;
}
