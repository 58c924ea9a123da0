import { count } from '../terminal/count.ts'
import type { RepairedClass } from './repair-alarms.ts'

/** `Counter: 3 objects, 2 alarms set again, 1 of them overdue`, a line for each class. */
export function formatRepaired(classes: readonly RepairedClass[]): string[] {
  return classes.map(({ className, objects, alarms }) => {
    const overdue = alarms.filter((alarm) => alarm.overdue).length
    const late = overdue === 0 ? '' : `, ${overdue} of them overdue`
    return `${className}: ${count(objects, 'object')}, ${count(alarms.length, 'alarm')} set again${late}`
  })
}
