import type { Runs } from '../events/handler-runner.ts'
import { report } from '../events/report.ts'
import type { LiveSettings } from './class-live.ts'
import type { LiveFeed } from './live-feed.ts'
import type { Audience } from './view-rules.ts'

export interface GrowthOptions {
  object: Runs
  settings: LiveSettings
  feed: LiveFeed
}

/** Looks in dev whether a view has grown too long for its pages, which nobody else does as long as they get frames. */
export class Growth {
  readonly #options: GrowthOptions
  /** How many characters of changes have to be sent until it is worth to look. */
  #left = 0

  constructor(options: GrowthOptions) {
    this.#options = options
    if (!options.object.blueprint.dev) this.#left = Number.POSITIVE_INFINITY
  }

  /** An audience is sent so many characters of changes. */
  note(audience: Audience, characters: number): void {
    this.#left -= characters
    if (this.#left >= 0) return
    const { object, settings, feed } = this.#options
    // Not again before that turn.
    this.#left = Number.POSITIVE_INFINITY
    const look = (): void => {
      if (feed.isWatching) this.#left = settings.advice.ofItems(object, feed.viewText(audience))
    }
    object
      .run('live', look, { reads: true, waitsForever: true })
      .catch((error) => report(object, 'live', { error }))
  }
}
