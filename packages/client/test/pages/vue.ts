import { liveHook } from '@cloudwerk/client/vue'
import { createApp, h, ref } from 'vue'
import { optimistic, page, type Room, rendered, url } from './page.ts'

const roomAt = liveHook<Room>({ optimistic })

const Title = {
  setup() {
    const title = roomAt(url, (state) => state.title)
    return () => {
      rendered('title')
      return h('h1', title.value)
    }
  },
}

const Messages = {
  setup() {
    const texts = roomAt(
      url,
      (state) => state.messages.map(({ text }) => text),
      (one, other) => one.join() === other.join(),
    )
    return () => {
      rendered('messages')
      return h('p', { id: 'texts' }, texts.value?.join())
    }
  },
}

const Ticks = {
  setup() {
    const room = roomAt(() => url)
    page.say = (text) => void room.value.calls.say(text)
    return () => {
      rendered('all')
      const { state, status, others } = room.value
      return h('output', [state?.ticks, status, others.length, ''].join())
    }
  },
}

const isShown = ref(true)
page.toggle = (shown) => {
  isShown.value = shown
}
createApp(() => isShown.value && [Title, Messages, Ticks].map((part) => h(part))).mount(
  document.body,
)
