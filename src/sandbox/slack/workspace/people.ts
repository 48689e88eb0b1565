import { randomBytes } from 'node:crypto';

/** People, user groups and channels of one workspace. Everything may change while the sandbox runs. */
export interface SlackTeam {
  readonly id: string;
  readonly name: string;
  readonly domain: string;
}

export interface SlackUser {
  readonly id: string;
  /** The workspace the person belongs to; another one for strangers who share a channel. */
  readonly team_id: string;
  name: string;
  real_name: string;
  email: string | null;
  /** A guest of several channels, or of one. */
  is_restricted: boolean;
  is_ultra_restricted: boolean;
  is_bot: boolean;
  is_admin: boolean;
  deleted: boolean;
  tz: string;
  locale: string;
}

export interface SlackUserGroup {
  readonly id: string;
  readonly handle: string;
  readonly name: string;
  disabled: boolean;
  readonly members: Set<string>;
}

export interface SlackChannel {
  readonly id: string;
  /** Without the `#`; of a direct message the other person's id. */
  readonly name: string;
  readonly kind: 'public' | 'private' | 'im';
  /** Another workspace is in it (Slack Connect). */
  shared: boolean;
  archived: boolean;
  readonly members: Set<string>;
}

export interface NewUser {
  readonly name: string;
  readonly real_name?: string;
  readonly email?: string | null;
  readonly team_id?: string;
  readonly is_restricted?: boolean;
  readonly is_ultra_restricted?: boolean;
  readonly is_bot?: boolean;
  readonly is_admin?: boolean;
  readonly deleted?: boolean;
  readonly tz?: string;
  readonly locale?: string;
}

export interface NewChannel {
  readonly name: string;
  readonly kind?: 'public' | 'private';
  readonly shared?: boolean;
  readonly members?: readonly SlackUser[];
  /** Whether the app was invited; default true. */
  readonly withApp?: boolean;
}

/** The people and places of one workspace. */
export class People {
  readonly team: SlackTeam;
  readonly users = new Map<string, SlackUser>();
  readonly groups = new Map<string, SlackUserGroup>();
  readonly channels = new Map<string, SlackChannel>();
  /** The app's own user. */
  readonly bot: SlackUser;
  readonly botId: string;

  constructor(team: SlackTeam, botName: string) {
    this.team = team;
    this.bot = this.addUser({ name: botName, is_bot: true, email: null });
    this.botId = slackId('B');
  }

  addUser(user: NewUser): SlackUser {
    const added: SlackUser = {
      id: slackId('U'),
      team_id: this.team.id,
      real_name: user.name,
      email: `${user.name}@${this.team.domain}.example`,
      is_restricted: user.is_ultra_restricted ?? false,
      is_ultra_restricted: false,
      is_bot: false,
      is_admin: false,
      deleted: false,
      tz: 'Europe/Berlin',
      locale: 'en-US',
      ...user,
    };
    this.users.set(added.id, added);
    return added;
  }

  addGroup(group: {
    readonly handle: string;
    readonly name: string;
    readonly members?: readonly SlackUser[];
  }) {
    const added: SlackUserGroup = {
      id: slackId('S'),
      handle: group.handle,
      name: group.name,
      disabled: false,
      members: new Set((group.members ?? []).map((user) => user.id)),
    };
    this.groups.set(added.id, added);
    return added;
  }

  addChannel(channel: NewChannel): SlackChannel {
    const members = new Set((channel.members ?? []).map((user) => user.id));
    if (channel.withApp ?? true) members.add(this.bot.id);
    const added: SlackChannel = {
      id: slackId('C'),
      name: channel.name,
      kind: channel.kind ?? 'public',
      shared: channel.shared ?? false,
      archived: false,
      members,
    };
    this.channels.set(added.id, added);
    return added;
  }

  /** The direct messages between the app and a person, opened when there are none. */
  directMessages(user: SlackUser): SlackChannel {
    const known = [...this.channels.values()].find(({ kind, name }) => kind === 'im' && name === user.id);
    if (known !== undefined) return known;
    const opened: SlackChannel = {
      id: slackId('D'),
      name: user.id,
      kind: 'im',
      shared: false,
      archived: false,
      members: new Set([user.id, this.bot.id]),
    };
    this.channels.set(opened.id, opened);
    return opened;
  }

  /** By id, or by name with or without `#`. */
  channel(idOrName: string): SlackChannel {
    const name = idOrName.replace(/^#/, '');
    const found =
      this.channels.get(idOrName) ?? [...this.channels.values()].find((channel) => channel.name === name);
    if (found === undefined) throw new Error(`The Slack sandbox has no channel ${idOrName}.`);
    return found;
  }

  /** By id or name. */
  user(idOrName: string): SlackUser {
    const found = this.users.get(idOrName) ?? [...this.users.values()].find((user) => user.name === idOrName);
    if (found === undefined) throw new Error(`The Slack sandbox has no user ${idOrName}.`);
    return found;
  }

  /** By id, handle or name. */
  group(idOrName: string): SlackUserGroup {
    const found =
      this.groups.get(idOrName) ??
      [...this.groups.values()].find(({ handle, name }) => handle === idOrName || name === idOrName);
    if (found === undefined) throw new Error(`The Slack sandbox has no user group ${idOrName}.`);
    return found;
  }
}

const ID_BYTES = 5;

/** `U0…`: the letter says what it is of. */
export function slackId(letter: 'A' | 'B' | 'C' | 'D' | 'E' | 'S' | 'T' | 'U' | 'V'): string {
  return `${letter}0${randomBytes(ID_BYTES).toString('hex').toUpperCase().slice(0, 9)}`;
}
