export { default } from '../../../chat/app/objects/chat-room'
