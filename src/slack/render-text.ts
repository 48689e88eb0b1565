import picocolors from 'picocolors';
import { columns, type Paint, type Run, terminalSafe, wrapRuns } from './terminal-runs.ts';
import type { HomeView, KnownBlock, ModalView, SlackMessage } from './views/blocks.ts';

export interface RenderOptions {
  /** Columns of the terminal. */
  readonly width: number;
  readonly color: boolean;
  /** Whether the addresses of links are listed below; each link carries its number then. Default: false. */
  readonly links?: boolean;
}

const MIN_COLUMNS = 40;
const MAX_COLUMNS = 100;
const MAX_OPTIONS_SHOWN = 6;

/** A message as an agent sees it in Slack: layout, buttons and menus, each link marked with an arrow. */
export function renderBlocksAsText(message: SlackMessage, options: RenderOptions): string {
  const page = new Page(options);
  if (message.blocks.length === 0) return page.runs([{ text: unescaped(message.text) }]).join('\n');
  return page.blocks(message.blocks);
}

/** A modal as an agent sees it: its title above its blocks. */
export function renderModalAsText(view: ModalView, options: RenderOptions): string {
  const page = new Page(options);
  const title = page.runs([{ text: `▣ ${view.title.text}`, style: 'bold' }]);
  return [...title, '', page.blocks(view.blocks as readonly KnownBlock[])].join('\n');
}

/** A Home tab as an approver sees it. */
export function renderHomeAsText(view: HomeView, options: RenderOptions): string {
  return new Page(options).blocks(view.blocks as readonly KnownBlock[]);
}

/** What Slack escapes in a message's own text. */
function unescaped(text: string): string {
  return text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
}

type RichPart = Extract<KnownBlock, { type: 'rich_text' }>['elements'][number];
type Inline = Extract<RichPart, { type: 'rich_text_section' }>['elements'][number];

class Page {
  private readonly width: number;
  private readonly colors: ReturnType<typeof picocolors.createColors>;
  private readonly addresses: string[] | null;

  constructor({ width, color, links = false }: RenderOptions) {
    this.width = Math.min(MAX_COLUMNS, Math.max(MIN_COLUMNS, Math.trunc(width) || MAX_COLUMNS));
    this.colors = picocolors.createColors(color);
    this.addresses = links ? [] : null;
  }

  blocks(blocks: readonly KnownBlock[]): string {
    const parts = blocks.map((block) => this.block(block).join('\n')).filter((part) => part !== '');
    const list = (this.addresses ?? []).map((url, place) => this.colors.dim(`↗${place + 1} ${url}`));
    return [...parts, ...(list.length === 0 ? [] : [list.join('\n')])].join('\n\n');
  }

  runs(runs: readonly Run[], indent = 0, width = this.width): string[] {
    const safe = runs.map((run) => ({ ...run, text: terminalSafe(run.text) }));
    return wrapRuns(safe, width, this.paint, indent);
  }

  private readonly paint: Paint = ({ text, style }) => {
    switch (style) {
      case 'bold':
        return this.colors.bold(text);
      case 'italic':
      case 'dim':
        return this.colors.dim(text);
      case 'code':
        return this.colors.cyan(text);
      case 'link':
        return this.colors.blue(this.colors.underline(text));
      case 'button':
        return this.colors.inverse(text);
      case 'primary':
        return this.colors.bold(this.colors.inverse(this.colors.green(text)));
      default:
        return text;
    }
  };

  private block(block: KnownBlock): string[] {
    switch (block.type) {
      case 'header':
        return this.runs([{ text: block.text.text, style: 'bold' }]);
      case 'section':
        return this.section(block);
      case 'context':
        return this.runs([{ text: block.elements.map(textOf).join('\n'), style: 'dim' }]);
      case 'divider':
        return [this.colors.dim('─'.repeat(this.width))];
      case 'actions':
        return this.actions(block.elements);
      case 'rich_text':
        return block.elements.flatMap((part) => this.richText(part));
      case 'input':
        return this.input(block);
      default:
        return this.runs([{ text: `(${block.type})`, style: 'dim' }]);
    }
  }

  /** A field to type into: its label, what it holds, its hint. */
  private input({ label, hint, element }: Extract<KnownBlock, { type: 'input' }>): string[] {
    const held =
      'initial_value' in element && typeof element.initial_value === 'string' ? element.initial_value : '';
    return [
      ...this.runs([{ text: label.text, style: 'bold' }]),
      ...this.runs([{ text: `[ ${held.padEnd(24, '_')} ]`, style: 'code' }]),
      ...(hint === undefined ? [] : this.runs([{ text: hint.text, style: 'dim' }])),
    ];
  }

  private section({ text, fields = [], accessory }: Extract<KnownBlock, { type: 'section' }>): string[] {
    const button = accessory === undefined ? [] : this.element(accessory);
    const label = button.length === 1 ? (button[0]?.text ?? '') : '';
    const body = [...(text === undefined ? [] : [text]), ...fields].map(textOf).join('\n');
    const [first = '', ...rest] = this.runs([{ text: body }], 0, this.width - columns(label) - 2);
    if (label === '') return [first, ...rest];
    const gap = ' '.repeat(Math.max(2, this.width - columns(first) - columns(label)));
    return [`${first}${gap}${button.map(this.paint).join('')}`, ...rest];
  }

  private actions(elements: readonly unknown[]): string[] {
    const shown = elements.map((element) => this.element(element));
    const lines: string[] = [];
    let line = '';
    let used = 0;
    for (const [first, ...below] of shown) {
      if (first === undefined) continue;
      const size = columns(first.text);
      if (used > 0 && used + 2 + size > this.width) {
        lines.push(line);
        line = '';
        used = 0;
      }
      line += `${used > 0 ? '  ' : ''}${this.paint(first)}`;
      used += size + (used > 0 ? 2 : 0);
      if (below.length > 0) {
        lines.push(line, ...below.flatMap((run) => this.runs([run], 4)));
        line = '';
        used = 0;
      }
    }
    return line === '' ? lines : [...lines, line];
  }

  /** A button or menu; the options of a menu follow it. */
  private element(element: unknown): Run[] {
    const { type, text, style, placeholder, options } = element as {
      readonly type: string;
      readonly text?: { readonly text: string };
      readonly style?: string;
      readonly placeholder?: { readonly text: string };
      readonly options?: readonly { readonly text: { readonly text: string } }[];
    };
    if (type === 'button')
      return [
        { text: `[ ${terminalSafe(text?.text ?? '')} ]`, style: style === 'primary' ? 'primary' : 'button' },
      ];
    if (options === undefined) return [{ text: `[ ${type} ]`, style: 'button' }];
    const rest = options.length - MAX_OPTIONS_SHOWN;
    return [
      { text: `[ ${terminalSafe(placeholder?.text ?? 'Choose')} ▾ ]`, style: 'button' },
      ...options.slice(0, MAX_OPTIONS_SHOWN).map((option) => ({ text: `  ○ ${option.text.text}` })),
      ...(rest > 0 ? [{ text: `  … and ${rest} more`, style: 'dim' } as const] : []),
    ];
  }

  private richText(part: RichPart): string[] {
    switch (part.type) {
      case 'rich_text_section':
        return this.runs(part.elements.map((inline) => this.inline(inline)));
      case 'rich_text_list':
        return part.elements.flatMap(({ elements }) =>
          this.runs([{ text: '• ' }, ...elements.map((inline) => this.inline(inline))], 2),
        );
      case 'rich_text_quote':
        return this.framed(part.elements, '▌ ');
      case 'rich_text_preformatted':
        return [
          this.colors.dim(`┌${'─'.repeat(this.width - 1)}`),
          ...this.framed(part.elements, '│ '),
          this.colors.dim(`└${'─'.repeat(this.width - 1)}`),
        ];
    }
  }

  private framed(elements: readonly Inline[], edge: string): string[] {
    const runs = elements.map((inline) => this.inline(inline));
    return this.runs(runs, 0, this.width - columns(edge)).map((line) =>
      `${this.colors.dim(edge.trimEnd())} ${line}`.trimEnd(),
    );
  }

  private inline(inline: Inline): Run {
    if (inline.type === 'link') {
      const label = inline.text ?? inline.url;
      const number = this.addresses === null ? '' : String(this.addresses.push(inline.url));
      return { text: `${label}↗${number}`, style: 'link' };
    }
    if (inline.type === 'user') return { text: `@${inline.user_id}`, style: 'bold' };
    if (inline.type === 'date') return { text: inline.fallback ?? '(date)' };
    if (inline.type !== 'text') return { text: `(${inline.type})`, style: 'dim' };
    const { text, style } = inline;
    if (style?.code === true) return { text, style: 'code' };
    if (style?.bold === true) return { text, style: 'bold' };
    return style?.italic === true ? { text, style: 'italic' } : { text };
  }
}

function textOf(element: {
  readonly type: string;
  readonly text?: string;
  readonly alt_text?: string;
}): string {
  const text = element.text ?? element.alt_text ?? '';
  return element.type === 'mrkdwn' ? unescaped(text) : text;
}
