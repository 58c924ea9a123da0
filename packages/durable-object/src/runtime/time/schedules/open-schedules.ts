import type { ObjectSchedules, ScheduleChange } from '../../../definition/schedules.ts'
import { writesOf } from '../../storage/write-buffer.ts'
import type { Turn } from '../../turns/turn.ts'
import type { ObjectTime } from '../object-time.ts'
import { changesOf, type TurnView } from '../time-changes.ts'
import { mergeChanges } from './change-schedule.ts'
import type { ClassSchedules } from './class-schedules.ts'
import { changed } from './learn-lines.ts'
import { changedLine, type Line } from './lines.ts'
import type { StoredSchedules } from './stored-schedules.ts'

export interface SchedulesOwner {
  readonly time: ObjectTime
  readonly ofClass: ClassSchedules
  readonly stored: StoredSchedules
}

/** What a turn has changed of schedules, by name; undefined where it has reset one. */
class Pending extends Map<string, ScheduleChange | undefined> implements TurnView {
  readonly #owner: SchedulesOwner

  constructor(owner: SchedulesOwner) {
    super()
    this.#owner = owner
  }

  change(turn: Turn, name: string, change: ScheduleChange | undefined): void {
    const had = this.has(name)
    const before = this.get(name)
    this.set(name, change)
    writesOf(turn).addInverse(() => {
      if (had) this.set(name, before)
      else this.delete(name)
    })
  }

  flush(): void {
    const { stored, ofClass } = this.#owner
    stored.begin()
    for (const [name, change] of this) {
      const line = ofClass.lines.get(name)
      if (line) stored.update(name, (known) => changed(known, { line, change }, stored.learning))
    }
  }
}

/** `ctx.schedules` of a handler. */
export function openSchedules(owner: SchedulesOwner, turn: Turn): ObjectSchedules {
  return {
    set(name, given) {
      const line = declaredLine(owner, name)
      const change = mergeChanges(changeOf(owner, turn.current, name), given)
      assertLine(owner, changedLine(line, change), { name, change })
      apply(owner, turn.current, { name, change })
    },
    reset(name) {
      declaredLine(owner, name)
      apply(owner, turn.current, { name, change: undefined })
    },
  }
}

function pendingOf(owner: SchedulesOwner, turn: Turn): Pending {
  return changesOf(owner.time, turn).view(owner, () => new Pending(owner))
}

function apply(
  owner: SchedulesOwner,
  turn: Turn,
  { name, change }: { name: string; change: ScheduleChange | undefined },
): void {
  turn.assertWritable('change its schedules')
  pendingOf(owner, turn).change(turn, name, change)
}

/** What the object has changed of a schedule, as the turn sees it. */
function changeOf(owner: SchedulesOwner, turn: Turn, name: string): ScheduleChange | undefined {
  const pending = pendingOf(owner, turn)
  return pending.has(name) ? pending.get(name) : owner.stored.known?.get(name)?.change
}

/** Throws for a line that is not one. */
function assertLine(
  { ofClass }: SchedulesOwner,
  line: Line,
  { name, change }: { name: string; change: ScheduleChange },
): void {
  if ('every' in line && change.timeZone !== undefined) {
    throw new TypeError(`'${name}' has no cron line, so a time zone says nothing. Give both.`)
  }
  ofClass.slotsOf(line, 0)
}

function declaredLine({ time, ofClass }: SchedulesOwner, name: string): Line {
  const line = ofClass.lines.get(name)
  if (line) return line
  throw new RangeError(
    `${time.object.identity.className} has no schedule '${name}'. It has ${[...ofClass.lines.keys()].join(', ')}.`,
  )
}
