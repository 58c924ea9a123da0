export { default } from '../../../idempotency/app/objects/idempotency-key'
