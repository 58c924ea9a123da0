import { runAlarm } from '../events/alarm.ts'
import { ringOverdue } from '../time/overdue-alarm.ts'
import type { AlarmFeature } from './features.ts'

/** For definitions with `alarm`. */
export const alarm: AlarmFeature = { run: runAlarm, ringOverdue }
