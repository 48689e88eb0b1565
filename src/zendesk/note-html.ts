import { escapeHtml } from './escape-html.ts';
import { withoutLinks } from './inert-links.ts';
import { cleanLine, cleanText, shorten } from './note-view.ts';

/** Below Zendesk's 64 KB for a comment, with room for what Zendesk wraps around it. */
export const MAXIMUM_NOTE_HTML_BYTES = 60_000;

/** A text for the customer, ready to be copied. Too long a one ends after a whole paragraph, and a sentence under it says so. */
export function draftBlock(title: string, draft: string, language: string, maximum: number): string {
  const text = cleanText(draft).trim();
  if (text === '') return '';
  const head = `<p><b>${line(title, 80)}</b> (${line(language, 20)}; not sent, check it first)</p>`;
  const shown = wholeParagraphs(text, maximum);
  const notice =
    shown.length === text.length
      ? ''
      : `\n<p><b>The draft is cut here</b>: ${shown.length} of its ${text.length} characters fit into a note. Do not send it as it stands.</p>`;
  return `${head}\n<blockquote>${paragraphs(shown)}</blockquote>${notice}`;
}

/** As many whole paragraphs as fit; of a single one that does not, whole lines; of a single line, whole words. */
function wholeParagraphs(text: string, maximum: number): string {
  if (text.length <= maximum) return text;
  const head = text.slice(0, maximum).replace(/\p{Cs}/gu, '');
  for (const end of ['\n\n', '\n', ' ']) {
    const at = head.lastIndexOf(end);
    if (at > 0) return head.slice(0, at).trimEnd();
  }
  return head;
}

/** `Label: html`, the label in bold. */
export function paragraph(label: string, html: string): string {
  return `<p><b>${label}:</b> ${html}</p>`;
}

/** At most `maximum` of the items, which are HTML; more are counted. */
export function list(label: string | null, items: readonly string[], maximum: number): string {
  if (items.length === 0) return '';
  const shown = items.slice(0, maximum);
  const more = items.length - shown.length;
  const last = more > 0 ? `<li>and ${more} more</li>` : '';
  const head = label === null ? '' : `<p><b>${label}:</b></p>\n`;
  return `${head}<ul>${shown.map((item) => `<li>${item}</li>`).join('')}${last}</ul>`;
}

/** Foreign text with its own line breaks, without links, cut to `maximum` characters. */
export function block(text: string, maximum: number): string {
  const clean = shorten(withoutLinks(cleanText(text)).trim(), maximum);
  return clean === '' ? '' : paragraphs(clean);
}

function paragraphs(clean: string): string {
  return clean
    .split(/\n{2,}/)
    .map((part) => `<p>${escapeHtml(part).replace(/\n/g, '<br>')}</p>`)
    .join('');
}

/** Foreign text on one line, without links, escaped. */
export function line(text: string, maximum: number): string {
  return escapeHtml(shorten(withoutLinks(cleanLine(text)), maximum));
}

const MAXIMUM_URL_CHARACTERS = 200;

/** A link to the Stripe dashboard; any other address is shown as its label alone. */
export function anchor(label: string, url: string): string {
  const text = line(label, 120);
  if (url.length > MAXIMUM_URL_CHARACTERS || !URL.canParse(url)) return text;
  const parsed = new URL(url);
  if (parsed.origin !== 'https://dashboard.stripe.com' || parsed.username !== '' || parsed.password !== '')
    return text;
  return `<a href="${escapeHtml(parsed.href)}">${text}</a>`;
}
