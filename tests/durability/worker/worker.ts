import { type DurableObjectClass, toDurableObjectClass } from '@cloudwerk/durable-object/runtime'
import { alarmClock, planner } from './alarms.ts'
import { counter } from './counter.ts'
import { document } from './document.ts'
import { gate } from './gate.ts'
import { newcomer } from './newcomer.ts'
import { journal, keyValueCounter, keyValueJournal, keyValueVault } from './journal.ts'
import { ledger } from './ledger.ts'
import { staged } from './staged.ts'
import { vault } from './vault.ts'

export const AlarmClock = toDurableObjectClass(alarmClock, { name: 'AlarmClock' })
