export { GET } from '../../../../../chat/app/assets/chat/[file]/route'
