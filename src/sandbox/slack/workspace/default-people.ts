import { type People, type SlackChannel, type SlackUser, type SlackUserGroup, slackId } from './people.ts';

/** A support team of a merchant, its finance people, a guest, and a partner's employee in a shared channel. */
export interface DefaultPeople {
  /** Support agents, members of `agents`. */
  readonly maya: SlackUser;
  readonly jonas: SlackUser;
  /** Head of support: in `agents` and `approvers`. */
  readonly priya: SlackUser;
  /** Finance, members of `approvers`. */
  readonly elena: SlackUser;
  readonly tom: SlackUser;
  /** An engineer: a full member of the workspace and of no group. */
  readonly sam: SlackUser;
  /** A guest of several channels, and one of a single channel. */
  readonly guest: SlackUser;
  readonly singleChannelGuest: SlackUser;
  /** Left the company. */
  readonly former: SlackUser;
  /** Somebody else's bot. */
  readonly otherBot: SlackUser;
  /** Of a partner's workspace, in #partner-acme through Slack Connect. */
  readonly stranger: SlackUser;
  readonly agents: SlackUserGroup;
  readonly approvers: SlackUserGroup;
  readonly support: SlackChannel;
  readonly triage: SlackChannel;
  readonly finance: SlackChannel;
  readonly general: SlackChannel;
  readonly partner: SlackChannel;
  /** Private, and the app is not in it. */
  readonly leadership: SlackChannel;
}

export function addDefaultPeople(people: People): DefaultPeople {
  const maya = people.addUser({ name: 'maya', real_name: 'Maya Lindqvist' });
  const jonas = people.addUser({ name: 'jonas', real_name: 'Jonas Keller' });
  const priya = people.addUser({ name: 'priya', real_name: 'Priya Raman', is_admin: true });
  const elena = people.addUser({ name: 'elena', real_name: 'Elena Rossi' });
  const tom = people.addUser({ name: 'tom', real_name: 'Tom Okafor', tz: 'Europe/London' });
  const sam = people.addUser({ name: 'sam', real_name: 'Sam Park' });
  const guest = people.addUser({
    name: 'nina.agency',
    real_name: 'Nina Duarte',
    email: 'nina@agency.example',
    is_restricted: true,
  });
  const singleChannelGuest = people.addUser({
    name: 'leo.contractor',
    real_name: 'Leo Brandt',
    email: 'leo@contractor.example',
    is_ultra_restricted: true,
  });
  const former = people.addUser({ name: 'ines', real_name: 'Ines Vogel', deleted: true });
  const otherBot = people.addUser({ name: 'deploybot', real_name: 'Deploy bot', is_bot: true, email: null });
  const stranger = people.addUser({
    name: 'robert',
    real_name: 'Robert Acme',
    email: null,
    team_id: slackId('T'),
  });
  const everyone = [maya, jonas, priya, elena, tom, sam, otherBot];
  return {
    maya,
    jonas,
    priya,
    elena,
    tom,
    sam,
    guest,
    singleChannelGuest,
    former,
    otherBot,
    stranger,
    agents: people.addGroup({
      handle: 'support-agents',
      name: 'Support agents',
      members: [maya, jonas, priya],
    }),
    approvers: people.addGroup({
      handle: 'finance-approvers',
      name: 'Finance approvers',
      members: [elena, tom, priya],
    }),
    support: people.addChannel({ name: 'support', members: [...everyone, guest, singleChannelGuest] }),
    triage: people.addChannel({ name: 'billing-triage', members: [maya, jonas, priya, elena, guest] }),
    finance: people.addChannel({ name: 'finance', kind: 'private', members: [elena, tom, priya] }),
    general: people.addChannel({ name: 'general', members: everyone, withApp: false }),
    partner: people.addChannel({ name: 'partner-acme', shared: true, members: [maya, jonas, stranger] }),
    leadership: people.addChannel({
      name: 'leadership',
      kind: 'private',
      members: [priya, elena],
      withApp: false,
    }),
  };
}
