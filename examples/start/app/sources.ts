import analytics from '../../analytics/app/objects/analytics.ts?raw'
import bank from '../../bank-transfer/app/objects/bank.ts?raw'
import cart from '../../cart/app/objects/cart.ts?raw'
import idempotency from '../../idempotency/app/objects/idempotency-key.ts?raw'
import jobQueue from '../../job-queue/app/objects/job-queue.ts?raw'
import leaderboard from '../../leaderboard/app/objects/leaderboard.ts?raw'
import preferences from '../../preferences/app/objects/user-preferences.ts?raw'
import rateLimiter from '../../rate-limiter/app/objects/rate-limiter.ts?raw'
import session from '../../session/app/objects/session.ts?raw'
import wallet from '../../wallets/app/objects/wallet.ts?raw'
import counter from './objects/counter.ts?raw'

export interface Source {
  /** Below `examples/`. */
  path: string
  text: string
}

/** The code that the page shows next to a form, by the folder of its example. */
export const sources: Record<string, Source> = {
  analytics: { path: 'analytics/app/objects/analytics.ts', text: analytics },
  'bank-transfer': { path: 'bank-transfer/app/objects/bank.ts', text: bank },
  cart: { path: 'cart/app/objects/cart.ts', text: cart },
  counter: { path: 'start/app/objects/counter.ts', text: counter },
  idempotency: { path: 'idempotency/app/objects/idempotency-key.ts', text: idempotency },
  'job-queue': { path: 'job-queue/app/objects/job-queue.ts', text: jobQueue },
  leaderboard: { path: 'leaderboard/app/objects/leaderboard.ts', text: leaderboard },
  preferences: { path: 'preferences/app/objects/user-preferences.ts', text: preferences },
  'rate-limiter': { path: 'rate-limiter/app/objects/rate-limiter.ts', text: rateLimiter },
  session: { path: 'session/app/objects/session.ts', text: session },
  wallets: { path: 'wallets/app/objects/wallet.ts', text: wallet },
}
