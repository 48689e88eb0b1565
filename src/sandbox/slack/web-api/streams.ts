import { isRecord, type JsonRecord, records, textAt } from '../json.ts';
import type { MessageStream, SlackMessage } from '../workspace/messages.ts';
import { type Call, checkThread, findChannel, findDestination, type Method, needScope } from './call.ts';
import { acceptBlocks, MAXIMUM_MARKDOWN_CHARACTERS, readMetadata } from './content.ts';
import { Refusal, refusalWith } from './refusal.ts';
import { messageJson } from './shapes.ts';

/** Messages written while people watch: started in a thread, appended to, stopped. */
export const STREAM_METHODS: Readonly<Record<string, Method>> = {
  'chat.startStream': { scopes: ['chat:write'], tier: 2, run: start },
  'chat.appendStream': { scopes: ['chat:write'], tier: 4, run: append },
  'chat.stopStream': { scopes: ['chat:write'], tier: 2, run: stop },
  'assistant.threads.setStatus': { scopes: ['chat:write', 'assistant:write'], tier: null, run: setStatus },
};

const MAXIMUM_FIELD_CHARACTERS = 256;
/** Slack names no lifetime; streams were seen to end five minutes after their start, whatever was appended. */
const MAXIMUM_STREAM_SECONDS = 300;
const STATUSES = ['pending', 'in_progress', 'complete', 'error'];
const DISPLAY_MODES = ['timeline', 'plan', 'dense'];

function start(call: Call): JsonRecord {
  const { workspace, args } = call;
  const channel = findDestination(call);
  if (!channel.members.has(workspace.people.bot.id)) throw new Refusal('not_in_channel');
  const thread_ts = checkThread(call, channel, args.required('thread_ts'));
  const recipient = channel.kind === 'im' ? args.text('recipient_user_id') : findRecipient(call);
  if (['username', 'icon_emoji', 'icon_url'].some((name) => args.text(name) !== null))
    needScope(workspace, ['chat:write.customize']);
  const mode = args.text('task_display_mode') ?? 'timeline';
  if (!DISPLAY_MODES.includes(mode)) throw invalid('task_display_mode must be a valid enum value');
  const empty: MessageStream = {
    state: 'open',
    started: workspace.clock.now(),
    recipient,
    task_display_mode: mode,
    markdown: '',
    plan_title: null,
    tasks: new Map(),
    blocks: [],
  };
  const stream = grow(empty, readChunks(call, 'optional'));
  const message = workspace.messages.post({
    channel,
    user: workspace.people.bot.id,
    by_app: true,
    text: stream.markdown,
    blocks: shown(stream),
    thread_ts,
    stream,
  });
  workspace.statuses.delete(`${channel.id} ${thread_ts}`);
  return { channel: channel.id, ts: message.ts };
}

/** In a channel Slack wants to know for whom it streams. */
function findRecipient({ workspace, args }: Call): string {
  const user = args.text('recipient_user_id');
  const team = args.text('recipient_team_id');
  if (user === null || user === '') throw new Refusal('missing_recipient_user_id');
  if (team === null || team === '') throw new Refusal('missing_recipient_team_id');
  const found = workspace.people.users.get(user);
  if (found === undefined || found.deleted) throw new Refusal('user_not_found');
  if (found.team_id !== team) throw new Refusal('team_not_found');
  return user;
}

function append(call: Call): JsonRecord {
  const { message, stream } = openStream(call);
  const grown = grow(stream, readChunks(call, 'needed'));
  show(call, message, grown);
  return { channel: message.channel, ts: message.ts };
}

function stop(call: Call): JsonRecord {
  const { workspace, args } = call;
  const { message, stream } = openStream(call);
  const chunks = readChunks(call, 'optional');
  const blocks = acceptBlocks(args.structure('blocks', 'invalid_blocks_format'), false);
  const metadata = readMetadata(args);
  const grown = grow(stream, chunks);
  const stopped: MessageStream = { ...grown, state: 'stopped', blocks: [...grown.blocks, ...blocks] };
  if (shown(stopped).length === 0) throw new Refusal('no_text');
  show(call, message, stopped, metadata);
  return { channel: message.channel, ts: message.ts, message: messageJson(workspace, message, true) };
}

function openStream(call: Call): { readonly message: SlackMessage; readonly stream: MessageStream } {
  const { workspace, args } = call;
  const channel = findChannel(call, args.required('channel'));
  const message = workspace.messages.find(channel.id, args.required('ts'));
  if (message === null) throw new Refusal('message_not_found');
  if (message.user !== workspace.people.bot.id) throw new Refusal('message_not_owned_by_app');
  const { stream } = message;
  const age = stream === null ? 0 : workspace.clock.now() - stream.started;
  if (stream?.state !== 'open' || age > MAXIMUM_STREAM_SECONDS * 1000)
    throw new Refusal('message_not_in_streaming_state');
  return { message, stream };
}

function show(
  { workspace }: Call,
  message: SlackMessage,
  stream: MessageStream,
  metadata?: JsonRecord | null,
) {
  workspace.messages.change(message, 'stream', {
    text: stream.markdown,
    blocks: shown(stream),
    stream,
    ...(metadata === undefined ? {} : { metadata }),
  });
}

function readChunks({ args }: Call, need: 'needed' | 'optional'): readonly JsonRecord[] {
  const markdown = args.text('markdown_text') ?? '';
  const chunks = args.structure('chunks', 'invalid_chunks');
  if (markdown !== '' && chunks !== undefined)
    throw new Refusal('cannot_provide_both_markdown_text_and_chunks');
  if (chunks !== undefined && !(Array.isArray(chunks) && chunks.every(isRecord)))
    throw new Refusal('invalid_chunks');
  const given: readonly JsonRecord[] =
    markdown === '' ? records(chunks) : [{ type: 'markdown_text', text: markdown }];
  if (given.length === 0 && need === 'needed') throw new Refusal('no_text');
  given.forEach(checkChunk);
  return given;
}

function checkChunk(chunk: JsonRecord, index: number): void {
  const field = (name: string, max = MAXIMUM_FIELD_CHARACTERS): void => {
    const value = chunk[name];
    if (value === undefined) return;
    if (typeof value !== 'string')
      throw invalid(`must provide a string [json-pointer:/chunks/${index}/${name}]`);
    if (value.length > max) throw new Refusal('msg_too_long');
  };
  const need = (...names: readonly string[]): void => {
    for (const name of names)
      if (textAt(chunk, name) === '')
        throw invalid(`missing required field: ${name} [json-pointer:/chunks/${index}]`);
  };
  switch (chunk['type']) {
    case 'markdown_text':
      need('text');
      field('text', MAXIMUM_MARKDOWN_CHARACTERS);
      return;
    case 'task_update':
      need('id', 'title', 'status');
      if (!STATUSES.includes(textAt(chunk, 'status')))
        throw invalid(`must be a valid enum value [json-pointer:/chunks/${index}/status]`);
      for (const name of ['title', 'details', 'output']) field(name);
      return;
    case 'plan_update':
      need('title');
      field('title');
      return;
    case 'blocks':
      acceptBlocks(chunk['blocks'] ?? null, false);
      return;
    default:
      throw invalid(`unsupported type: ${String(chunk['type'])} [json-pointer:/chunks/${index}/type]`);
  }
}

function grow(stream: MessageStream, chunks: readonly JsonRecord[]): MessageStream {
  let grown = stream;
  for (const chunk of chunks) grown = { ...grown, ...added(grown, chunk) };
  return grown;
}

function added(stream: MessageStream, chunk: JsonRecord): Partial<MessageStream> {
  switch (chunk['type']) {
    case 'markdown_text':
      return { markdown: stream.markdown + textAt(chunk, 'text') };
    case 'plan_update':
      return { plan_title: textAt(chunk, 'title') };
    case 'blocks':
      return { blocks: [...stream.blocks, ...acceptBlocks(chunk['blocks'], false)] };
    default:
      return { tasks: withTask(stream.tasks, chunk) };
  }
}

/** Title and status of a task are replaced, its details and output continued. */
function withTask(
  tasks: ReadonlyMap<string, JsonRecord>,
  chunk: JsonRecord,
): ReadonlyMap<string, JsonRecord> {
  const id = textAt(chunk, 'id');
  const known = tasks.get(id) ?? {};
  const continued = Object.fromEntries(
    ['details', 'output']
      .map((name) => [name, textAt(known, name) + textAt(chunk, name)])
      .filter(([, text]) => text !== ''),
  );
  return new Map([...tasks, [id, { ...known, ...chunk, ...continued }]]);
}

/** The blocks people see of a stream: its tasks, what was written, the blocks it was closed with. */
function shown(stream: MessageStream): readonly JsonRecord[] {
  const tasks = [...stream.tasks.values()].map((task) => ({
    type: 'task_card',
    task_id: task['id'],
    title: task['title'],
    status: task['status'],
    ...richField('details', task),
    ...richField('output', task),
    ...(task['sources'] === undefined ? {} : { sources: task['sources'] }),
  }));
  const asPlan = stream.plan_title !== null || stream.task_display_mode === 'plan';
  const plan = asPlan && tasks.length > 0 ? [{ type: 'plan', title: stream.plan_title ?? '', tasks }] : tasks;
  const markdown = stream.markdown === '' ? [] : [{ type: 'markdown', text: stream.markdown }];
  return [...plan, ...markdown, ...stream.blocks];
}

function richField(name: 'details' | 'output', task: JsonRecord): JsonRecord {
  const text = textAt(task, name);
  if (text === '') return {};
  const elements = [{ type: 'rich_text_section', elements: [{ type: 'text', text }] }];
  return { [name]: { type: 'rich_text', elements } };
}

function setStatus(call: Call): JsonRecord {
  const { workspace, args } = call;
  const channel = findChannel(call, args.required('channel_id'));
  const thread = checkThread(call, channel, args.required('thread_ts'));
  const key = `${channel.id} ${thread}`;
  const status = args.text('status') ?? '';
  if (status === '') workspace.statuses.delete(key);
  else workspace.statuses.set(key, status);
  return {};
}

function invalid(complaint: string): Refusal {
  return refusalWith('invalid_arguments', [complaint]);
}
