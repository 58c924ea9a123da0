import { report } from '../events/report.ts'
import type { LiveSettings } from './class-live.ts'
import { DerivingFeed } from './deriving-feed.ts'
import { createLiveFeed, type LiveFeed } from './live-feed.ts'
import type { LiveOwner } from './live-owner.ts'

/** The feed of one object. */
export function createFeed(object: LiveOwner, { rules, derive }: LiveSettings): LiveFeed {
  const feed = createLiveFeed(rules)
  if (!derive) return feed
  const shown = new Set(rules.masks.keys())
  const onError = (error: unknown): void => report(object, 'live.derive', { error })
  return new DerivingFeed(feed, { derive, shown, onError })
}
