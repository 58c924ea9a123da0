/** Gets a line for people: a warning, or `info` that asks for nothing. */
export type NoticeListener = (text: string, level?: 'info' | 'warn') => void
