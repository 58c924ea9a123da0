export { GET, POST } from '../../../../../counter/app/api/counter/[id]/route'
