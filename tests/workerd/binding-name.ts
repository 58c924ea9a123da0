/** `MadeByChange` is bound as `MADE_BY_CHANGE`. */
export function bindingOf(className: string): string {
  return className.replace(/(?<=[a-z])(?=[A-Z])/g, '_').toUpperCase()
}
