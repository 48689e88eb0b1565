import { z } from 'zod';

const LOCALE = /^[a-z]{2}(?:-[a-z0-9]{2,4})?$/i;
/** Where an app of Zendesk Support may stand. */
const LOCATIONS = [
  'ticket_sidebar',
  'new_ticket_sidebar',
  'user_sidebar',
  'organization_sidebar',
  'nav_bar',
  'top_bar',
  'background',
  'modal',
  'ticket_editor',
] as const;

const place = z.union([
  z.string(),
  z.strictObject({
    url: z.string(),
    autoLoad: z.boolean().optional(),
    autoHide: z.boolean().optional(),
    flexible: z.boolean().optional(),
    signed: z.boolean().optional(),
    size: z.strictObject({ width: z.string().optional(), height: z.string().optional() }).optional(),
  }),
]);

const parameter = z
  .strictObject({
    name: z.string().regex(/^[A-Za-z]\w*$/),
    type: z.enum(['text', 'checkbox', 'url', 'number', 'multiline', 'hidden', 'oauth', 'mtls']),
    required: z.boolean().optional(),
    secure: z.boolean().optional(),
    default: z.union([z.string(), z.number(), z.boolean()]).optional(),
    scopes: z
      .array(
        z.enum([
          'header',
          'body',
          'url',
          'jwt_secret_key',
          'jwt_claim',
          'basic_auth_username',
          'basic_auth_password',
        ]),
      )
      .optional(),
  })
  .refine(({ secure, scopes }) => secure !== true || (scopes ?? []).length > 0, {
    message: 'a secure parameter says in its scopes where it may be used',
  });

/** What Zendesk's app framework reads of `manifest.json`; anything else is a spelling mistake. */
export const manifestShape = z.strictObject({
  name: z.string().min(1),
  author: z.strictObject({ name: z.string().min(1), email: z.email(), url: z.url().optional() }),
  defaultLocale: z.string().regex(LOCALE),
  private: z.boolean().optional(),
  signedUrls: z.boolean().optional(),
  singleInstall: z.boolean().optional(),
  version: z.string().regex(/^\d+(?:\.\d+){0,2}$/),
  frameworkVersion: z.literal('2.0'),
  location: z.strictObject({ support: z.partialRecord(z.enum(LOCATIONS), place) }),
  parameters: z.array(parameter).optional(),
  domainWhitelist: z.array(z.string()).optional(),
});

export type AppManifest = z.infer<typeof manifestShape>;
