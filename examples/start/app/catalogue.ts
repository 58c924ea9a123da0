export interface Method {
  name: string
  /** What the page suggests. */
  args: readonly unknown[]
}

export interface Example {
  title: string
  /** Its folder in `examples/`. */
  folder: string
  about: string
  /** The class, as in `durableObjects.Counter`. */
  object: string
  /** The object that the page suggests. */
  name: string
  methods: readonly Method[]
  /** Its page, if it has one. */
  page?: {
    /** Where its form goes, with `?name=`. */
    path: string
    label: string
    /** What the form suggests. */
    name: string
  }
}

/** The address of `npm start`; the page replaces it with its own. */
export const ownOrigin = 'http://127.0.0.1:8787'

/** What the start page shows. It cannot call anything else. */
export const catalogue: readonly Example[] = [
  {
    title: 'Chat',
    folder: 'chat',
    about: 'Who is online, who is typing, and a history that survives a crash.',
    object: 'ChatRoom',
    name: 'lobby',
    methods: [
      { name: 'getRecentMessages', args: [3] },
      { name: 'getMessagesBefore', args: [10, 3] },
    ],
    page: { path: '/room', label: 'Room', name: 'Lobby' },
  },
  {
    title: 'Document',
    folder: 'document',
    about: 'A text that several people write at once, with every version kept.',
    object: 'Document',
    name: 'plan',
    methods: [
      { name: 'edit', args: ['ann', { version: 0, edit: { at: 0, remove: 0, insert: 'Hello ' } }] },
      { name: 'getContent', args: [] },
      { name: 'getHistory', args: [] },
    ],
    page: { path: '/document', label: 'Document', name: 'Plan' },
  },
  {
    title: 'Game room',
    folder: 'presence',
    about: 'Walk about, see the others walk, and take the coin before they do.',
    object: 'GameRoom',
    name: 'hall',
    methods: [
      { name: 'getPlayers', args: [] },
      { name: 'getScores', args: [] },
    ],
    page: { path: '/game', label: 'Room', name: 'Hall' },
  },
  {
    title: 'Session',
    folder: 'session',
    about: 'Who is signed in, checked by a schema. It removes itself when it expires.',
    object: 'Session',
    name: 'visit-1',
    methods: [
      { name: 'signIn', args: ['ann', 60_000] },
      { name: 'remember', args: ['theme', 'dark'] },
      { name: 'read', args: [] },
      { name: 'signOut', args: [] },
    ],
  },
  {
    title: 'Cart',
    folder: 'cart',
    about: 'The products of one visitor. The checkout writes to D1, which only cloudwerk dev has.',
    object: 'Cart',
    name: 'ann',
    methods: [
      { name: 'addItem', args: ['apple', 2] },
      { name: 'removeItem', args: ['apple'] },
      { name: 'getItems', args: [] },
    ],
  },
  {
    title: 'Preferences',
    folder: 'preferences',
    about: 'Each value under its own key.',
    object: 'UserPreferences',
    name: 'ann',
    methods: [
      { name: 'setPreference', args: ['theme', 'dark'] },
      { name: 'getPreference', args: ['theme'] },
      { name: 'getAllPreferences', args: [] },
      { name: 'clearPreferences', args: [] },
    ],
  },
  {
    title: 'Bank transfer',
    folder: 'bank-transfer',
    about: 'Two accounts change together or not at all. Try to transfer too much.',
    object: 'Bank',
    name: 'north',
    methods: [
      { name: 'deposit', args: ['ann', 1_000] },
      { name: 'transfer', args: ['ann', 'bob', 250] },
      { name: 'balance', args: ['ann'] },
      { name: 'audit', args: [] },
    ],
  },
  {
    title: 'Wallets',
    folder: 'wallets',
    about: 'Money moves from one object to another, carried by a job: neither lost nor doubled.',
    object: 'Wallet',
    name: 'ann',
    methods: [
      { name: 'deposit', args: [1_000] },
      { name: 'send', args: ['bob', 250] },
      { name: 'show', args: [] },
    ],
  },
  {
    title: 'Analytics',
    folder: 'analytics',
    about: 'Events in the object’s own SQL tables.',
    object: 'Analytics',
    name: 'example.com',
    methods: [
      { name: 'trackEvent', args: ['view', { page: '/' }] },
      { name: 'getEventCounts', args: [0] },
      { name: 'getRecentEvents', args: [5] },
    ],
  },
  {
    title: 'Rate limiter',
    folder: 'rate-limiter',
    about: 'A limit on requests in a sliding window, which can also wrap a route.',
    object: 'RateLimiter',
    name: '203.0.113.7',
    methods: [
      { name: 'check', args: [3, 10_000] },
      { name: 'reset', args: [] },
    ],
  },
  {
    title: 'Leaderboard',
    folder: 'leaderboard',
    about: 'Ranks from an SQL index.',
    object: 'Leaderboard',
    name: 'chess',
    methods: [
      { name: 'submit', args: ['ann', 1_200] },
      { name: 'getTop', args: [3] },
      { name: 'getNeighbours', args: ['ann'] },
      { name: 'startSeason', args: [] },
    ],
  },
  {
    title: 'Job queue',
    folder: 'job-queue',
    about:
      'Delivers to web addresses, and tries again after failures and crashes. This job adds 5 to the counter “jobs”.',
    object: 'JobQueue',
    name: 'mail',
    methods: [
      {
        name: 'enqueue',
        args: [{ url: `${ownOrigin}/api/counter/jobs`, body: {}, delay: 2_000 }],
      },
      { name: 'getCounts', args: [] },
    ],
  },
  {
    title: 'Idempotency keys',
    folder: 'idempotency',
    about: 'A request that is sent twice is carried out once.',
    object: 'IdempotencyKey',
    name: 'order-1',
    methods: [
      { name: 'claim', args: ['POST /charges {"amount":1200}'] },
      { name: 'finish', args: [{ status: 201, headers: [], body: '{"charge":1}' }] },
      { name: 'release', args: [] },
    ],
  },
]

export function findMethod(object: string, method: string): Method | undefined {
  const example = catalogue.find((known) => known.object === object)
  return example?.methods.find(({ name }) => name === method)
}
