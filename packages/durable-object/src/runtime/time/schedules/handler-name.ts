const prefix = 'schedules.'

/** As messages name the run of a schedule. */
export function scheduleHandler(name: string): string {
  return `${prefix}${name}`
}

/** No method has a dot in its name, unless its author wanted to. */
export function isScheduleHandler(handler: string): boolean {
  return handler.startsWith(prefix)
}
