export { default } from '../../../rate-limiter/app/objects/rate-limiter'
