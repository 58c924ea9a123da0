import { mount, unmount } from 'svelte'
import { page } from '../page.ts'
import Room from './room.svelte'

let shown: Record<string, unknown> | undefined

page.toggle = (isShown) => {
  if (shown) void unmount(shown)
  shown = isShown ? mount(Room, { target: document.body }) : undefined
}
page.toggle(true)
