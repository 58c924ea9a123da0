// @ts-check

/**
 * @template Incoming
 * @typedef {object} ConnectionOptions
 * @property {() => string} url Asked for before each attempt.
 * @property {(message: Incoming) => void} onMessage
 * @property {(status: 'connecting' | 'open' | 'waiting') => void} onStatus
 */

const shortestPause = 250
const longestPause = 5_000
const pingEvery = 20_000
const pongWithin = 8_000

/**
 * A socket that reconnects by itself, with growing pauses, for as long as the page is open. Messages
 * in both directions are JSON.
 *
 * @template Incoming, Outgoing
 * @param {ConnectionOptions<Incoming>} options
 */
export function openConnection({ url, onMessage, onStatus }) {
  /** @type {WebSocket | undefined} */
  let socket
  /** @type {number | undefined} */
  let timer
  let failures = 0
  let lastSign = 0

  function connect() {
    clearTimeout(timer)
    onStatus('connecting')
    const opening = new WebSocket(url())
    socket = opening
    // A socket that neither opens nor fails is treated as failed.
    timer = setTimeout(() => comeBack(opening), pongWithin)
    opening.addEventListener('open', () => {
      clearTimeout(timer)
      failures = 0
      lastSign = Date.now()
      onStatus('open')
    })
    opening.addEventListener('message', ({ data }) => {
      lastSign = Date.now()
      if (data !== 'pong') onMessage(JSON.parse(data))
    })
    opening.addEventListener('close', () => comeBack(opening))
  }

  /** @param {WebSocket} ended */
  function comeBack(ended) {
    if (ended !== socket) return
    socket = undefined
    ended.close()
    clearTimeout(timer)
    onStatus('waiting')
    const pause = Math.min(longestPause, shortestPause * 2 ** failures)
    failures += 1
    // Spread out, so that a thousand pages do not reconnect at once when a server comes back.
    timer = setTimeout(connect, pause * (0.5 + Math.random() / 2))
  }

  function ping() {
    const current = socket
    if (current?.readyState !== WebSocket.OPEN) return
    const sent = Date.now()
    current.send('ping')
    setTimeout(() => {
      if (lastSign < sent) comeBack(current)
    }, pongWithin)
  }

  function hurry() {
    if (socket) return ping()
    failures = 0
    connect()
  }

  setInterval(ping, pingEvery)
  addEventListener('online', hurry)
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'visible') hurry()
  })
  connect()

  return {
    /**
     * Whether it was handed to an open socket.
     *
     * @param {Outgoing} message
     */
    send(message) {
      if (socket?.readyState !== WebSocket.OPEN) return false
      socket.send(JSON.stringify(message))
      return true
    },
  }
}
