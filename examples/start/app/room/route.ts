export { GET } from '../../../chat/app/room/route'
