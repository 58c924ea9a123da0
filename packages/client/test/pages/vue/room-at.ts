import { liveHook } from '@cloudwerk/client/vue'
import { optimistic, type Room } from '../page.ts'

export const roomAt = liveHook<Room>({ optimistic })
