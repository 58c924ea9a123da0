/**
 * How much the platform and this package take, in one place. `docs/limits.md` has the same numbers;
 * `tests/docs/limits.test.ts` compares the two.
 *
 * "Production" means the documentation of Cloudflare as of November 2026
 * (https://developers.cloudflare.com/durable-objects/platform/limits); workerd checks less.
 */

/** The bytes of a key in `ctx.storage` as UTF-8. Production, 2026-11. */
export const keyBytes = 2_048

/** The bytes of a key and its value together, on SQLite. Production, 2026-11. */
export const entryBytes = 2_000_000

/** The bytes of a value on the legacy key-value backend. Production, 2026-11. */
export const legacyValueBytes = 131_072

/** The keys in one call of `get`, `put` or `delete`. Production, 2026-11. */
export const keysPerCall = 128

/** The bytes of a string or blob in SQLite. Production, 2026-11. */
export const sqlValueBytes = 2_000_000

/**
 * The bytes of an object's name as UTF-8: an object with a longer name does not know it (workerd
 * 1.20261006, 2026-11).
 *
 * @internal
 */
export const objectNameBytes = 1_024

/**
 * The sockets that one object can accept, the tags of one socket, and the characters of one tag
 * (https://developers.cloudflare.com/durable-objects/api/state, 2026-11).
 */
export const socketsPerObject = 32_768
export const tagsPerSocket = 10
export const tagCharacters = 256

/** The bytes of a socket's attachment, serialized (workerd 1.20261006, 2026-11). */
export const attachmentBytes = 16_384

/** The bytes of the arguments, or of the result, of one call (workerd 1.20261006, 2026-11). */
export const messageBytes: number = 32 * 1_048_576

/** The latest time that an alarm can be set to (workerd 1.20261006, 2026-11). */
export const latestAlarm: number = Date.UTC(2189, 0, 1)

/**
 * The longest `holdLimit` with `sqlite: true`, in milliseconds. The platform ends an object whose
 * transaction takes 30 s (workerd 1.20261006.1, 2026-11), and some of them pass until it is noticed.
 *
 * @internal
 */
export const longestAtomicHold = 20_000

/** The defaults of `holdLimit` and `callTimeout`, in milliseconds. Ours. */
export const defaultAtomicHold = 15_000
export const defaultHold = 150_000
export const defaultCallTimeout = 30_000

/** The bytes of a key of `stub.method.once(key, …)` as UTF-8. Ours: it is stored with each answer. */
export const onceKeyBytes = 1_024

/** The bytes of an answer, or an error, that is kept for such a key. Ours: it is read with each call. */
export const keptAnswerBytes = 131_072

/** How long it is kept, in milliseconds, unless `calls.onceFor` says otherwise. Ours. */
export const defaultOnceFor = 86_400_000

/** The calls of one object that can wait. Ours: with more, the last would wait longer than its caller. */
export const callBacklog = 1_000

/** The messages of one socket that can wait for their turn. Ours. */
export const socketBacklog = 1_024

/** The characters of a message that `sockets.messages` reads. Ours. */
export const socketMessageCharacters = 65_536

/** The bytes of a request body that is read before its turn. Ours: a larger one is streamed. */
export const bufferedBodyBytes = 1_048_576

/**
 * The bytes of keys and values written in one commit. Ours: more would block the object for too long
 * at the commit, and fill its memory until then.
 */
export const commitBytes = 16_000_000

/**
 * The characters of the state on the legacy key-value backend. Ours: that backend cannot read lazily,
 * so the complete state is read at each wake and kept in memory.
 */
export const legacyStateCharacters = 1_000_000

/**
 * The levels of nesting in the state, itself included. Ours: functions that walk it, here and in the
 * app, use the stack; the most expensive ones overflow it at about 900 levels.
 */
export const stateLevels = 500

/** The holes in an array of the state. Ours: each takes space on disk, so a wrong index could fill it. */
export const arrayHoles = 100_000

/** The bytes, as JSON, of what has to fit in one row of the state: `sqlValueBytes` less what surrounds it. */
export const rowContentBytes = 1_950_000

/** The bytes, as text, of the argument of a job or of the result of one of its steps. Ours: a job is one row. */
export const jobBytes = 131_072

/** The bytes of the results of all steps of a job, as text. Ours: they are in one row with its argument. */
export const stepsBytes = 1_500_000

/** The jobs of one object that can wait. Ours: they are kept in memory while it is awake. */
export const jobsWaiting = 10_000

/** The jobs of one object that are kept when they are dead, and how long, in milliseconds. Ours. */
export const deadJobs = 1_000
export const deadJobAge: number = 30 * 86_400_000

/** The most slots of a schedule that run late, with `late: { all }`. Ours: they run one after another. */
export const lateSlots = 1_000

/** So many slots of a schedule are counted as missed. Ours: those of a cron line are stepped through. */
export const countedSlots = 10_000

/** How long an object keeps what it knows of a schedule that its definition no longer has, in milliseconds. Ours. */
export const unusedScheduleAge: number = 30 * 86_400_000

/** The characters of a message from a page, and how deep its lists and objects can be nested. Ours. */
export const liveMessageCharacters = 65_536
export const liveLevels = 64

/** How many calls a page may make at once, and in each second; and how much else it may say. Ours. */
export const liveBurst = 100
export const livePerSecond = 50

/** The characters of a view, and those of one part of it. Ours. */
export const liveViewCharacters = 8_388_608
export const livePartCharacters = 262_144

/** The characters of all changes that `live.history` keeps, and of those of one commit. Ours. */
export const historyCharacters = 1_048_576
export const historyChange = 262_144

/** How many operations a page is told of at a time. Ours: to apply more takes longer than to show all anew. */
export const liveOperations = 5_000

/** The characters of what `live.derive` gives. Ours. */
export const derivedCharacters = 65_536

/** The characters of a viewer, and of what others see of a connection. Ours: attachments have 16 KiB. */
export const viewerCharacters = 2_048
export const presenceCharacters = 1_024

/** How many other connections a page is told of; the rest are counted. Ours. */
export const listedPeople = 200

/**
 * What a page may leave unread: messages, characters, how long more than that before nothing is sent, and how
 * long before its socket is closed, in milliseconds; and the characters of all pages of an object together. Ours.
 */
export const unreadMessages = 64
export const unreadCharacters = 262_144
export const unreadPatience = 15_000
export const longestUnread = 60_000
export const unreadOfAll = 16_777_216
