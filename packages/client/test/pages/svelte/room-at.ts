import { liveStore } from '@cloudwerk/client/svelte'
import { optimistic, type Room } from '../page.ts'

export const roomAt = liveStore<Room>({ optimistic })
