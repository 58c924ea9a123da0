/** The templates, by the name of their folder in `templates/`. */
export const templates = {
  counter: 'a counter, the smallest app',
  chat: 'chat rooms, live in every browser',
  api: 'a JSON API with a rate limit',
  react: 'a shared list in React, live in every browser',
} as const

export type TemplateName = keyof typeof templates

/** In the order they are offered. */
export const templateNames: readonly TemplateName[] = ['counter', 'chat', 'api', 'react']
