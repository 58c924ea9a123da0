import { createApp, h, ref } from 'vue'
import { page } from '../page.ts'
import Messages from './messages.vue'
import Ticks from './ticks.vue'
import Title from './title.vue'

const isShown = ref(true)
page.toggle = (shown) => {
  isShown.value = shown
}
createApp(() => isShown.value && [Title, Messages, Ticks].map((part) => h(part))).mount(
  document.body,
)
