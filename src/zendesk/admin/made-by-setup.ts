/** Stands in the description of everything `setup` makes in Zendesk: by it `--uninstall` knows what it may remove. */
export const MADE_BY_SETUP = 'Made by "billing-check setup".';
