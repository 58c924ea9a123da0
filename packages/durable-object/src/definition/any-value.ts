/**
 * The one open type of the packages, for values that only the app knows.
 *
 * @internal
 */
// biome-ignore lint/suspicious/noExplicitAny: the one place where an open type is meant
export type AnyValue = any
