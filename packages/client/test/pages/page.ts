import type { LiveShape } from '@cloudwerk/client'

/** What the pages of all frameworks show. */
export interface Room extends LiveShape {
  state: { title: string; ticks: number; messages: { user: string; text: string }[] }
  calls: { say(text: string): number }
  presence: { user: string }
}

/** Of the same host as the page. */
export const url = '/room/lobby/live'

/** What the page has rendered, and what a test can do in it. */
export interface PageWindow {
  renders: Record<string, number>
  /** Removes all that shows the room, or shows it again. */
  toggle(isShown: boolean): void
  say(text: string): void
}

export const page: PageWindow = window as unknown as PageWindow
page.renders = {}

/** Notes that a part of the page was rendered. */
export function rendered(name: string): void {
  page.renders[name] = (page.renders[name] ?? 0) + 1
}

export const optimistic = {
  say(state: Room['state'], text: string): void {
    state.messages.push({ user: 'me', text })
  },
}

export const textsOf = (state: Room['state'] | undefined): string | undefined =>
  state?.messages.map(({ text }) => text).join()
