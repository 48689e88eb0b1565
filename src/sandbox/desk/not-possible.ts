/** What a person at the desk cannot do; the message is for them. */
export class NotPossible extends Error {}
