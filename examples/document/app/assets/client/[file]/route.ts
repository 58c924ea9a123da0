export { GET } from '../../../../../shared/client-route'
