export { default } from '../../../bank-transfer/app/objects/bank'
