// @ts-check

/**
 * The JSON of the answer, or the reason why there is none.
 *
 * @param {string} url
 * @param {RequestInit} [init]
 * @returns {Promise<{ body?: any, problem?: string }>}
 */
export async function ask(url, init) {
  try {
    const response = await fetch(url, init)
    const body = await response.json()
    if (response.ok) return { body }
    const { code, message = `The server answered ${response.status}` } = body.error ?? {}
    return { problem: code ? `${code}\n${message}` : message }
  } catch {
    return { problem: 'The server does not answer. Start it again with npm start.' }
  }
}
