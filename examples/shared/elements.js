// @ts-check

/**
 * The element of the page with this id.
 *
 * @template {HTMLElement} E
 * @param {string} id
 * @param {new () => E} kind
 * @returns {E}
 */
export function find(id, kind) {
  const element = document.getElementById(id)
  if (!(element instanceof kind)) throw new Error(`The page has no ${kind.name} #${id}`)
  return element
}

/**
 * @param {string} name
 * @param {string} className
 * @param {...(Node | string)} children
 * @returns {HTMLElement}
 */
export function create(name, className, ...children) {
  const element = document.createElement(name)
  if (className) element.className = className
  element.append(...children)
  return element
}

/**
 * A circle with the initials of a name, in a colour that belongs to it.
 *
 * @param {string} user
 * @returns {HTMLElement}
 */
export function createAvatar(user) {
  const letters = user
    .split(' ')
    .slice(0, 2)
    .map((word) => [...word][0] ?? '')
    .join('')
  const avatar = create('span', 'avatar', letters.toUpperCase())
  avatar.setAttribute('aria-hidden', 'true')
  let hash = 0
  for (const character of user) hash = (hash * 31 + (character.codePointAt(0) ?? 0)) % 360
  avatar.style.setProperty('--hue', String(hash))
  return avatar
}

/**
 * The text, with its web addresses turned into links.
 *
 * @param {string} text
 * @returns {(Node | string)[]}
 */
export function withLinks(text) {
  return text.split(/(https?:\/\/[^\s<>"]+[^\s<>".,;:!?)])/).map((part, index) => {
    if (index % 2 === 0) return part
    const link = document.createElement('a')
    link.href = part
    link.target = '_blank'
    link.rel = 'noopener noreferrer nofollow'
    link.append(part)
    return link
  })
}
