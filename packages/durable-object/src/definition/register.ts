import type { AnyValue } from './any-value.ts'

/**
 * What the types know about the app. The generated files in `.cloudwerk/types` augment this interface;
 * apps never do so themselves.
 *
 * @internal
 */
// biome-ignore lint/suspicious/noEmptyInterface: augmented by generated files
export interface Register {}

/**
 * The app's `env`: exact once its types are generated, and `Record<string, any>` before. To add what only
 * the deployed Worker has, such as a secret, declare `Cloudflare.Env`, as in any Worker.
 */
export type Env = Register extends { env: infer Known }
  ? keyof Cloudflare.Env extends never
    ? Known
    : Known & Cloudflare.Env
  : Record<string, AnyValue>
