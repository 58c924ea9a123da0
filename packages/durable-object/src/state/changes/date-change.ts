import { LOST, type Place } from '../views/place.ts'

/** Changes the time of a Date of the state. */
export function setTime(place: Place, time: number): void {
  const before = (place.raw as Date).getTime()
  if (Object.is(time, before)) return
  const { tree } = place.lens
  const spot = tree.find(place, LOST)
  write(place, time)
  spot?.container.mark(spot.key, true)
  tree.recorder?.alter(place)
  tree.recordInPlace(() => write(place, before))
  place.link?.mirrorTime(time)
}

function write({ raw, lens }: Place, time: number): void {
  showTime(raw as Date, time)
  for (const other of lens.tree.showingDates) {
    const view = other.viewOf(raw)
    if (view) showTime(view as Date, time)
  }
}

/** Sets the time of a view without its own `setTime`, which would change the state. */
export function showTime(date: Date, time: number): void {
  Date.prototype.setTime.call(date, time)
}
