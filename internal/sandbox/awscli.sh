#!/usr/bin/env bash
# Walks the AWS CLI, a client that knows nothing of this project, through the
# simulated Cloud Control: what AWS's own client understands is the real wire
# protocol. A test runs it; so can you, with `serve -slow 5s` in another shell:
#
#	. ./sandbox.env && internal/sandbox/awscli.sh
set -euo pipefail

: "${AWS_ENDPOINT_URL_CLOUDCONTROL:?read the environment of a running serve first}"

cc() { aws cloudcontrol "$@" --endpoint-url "$AWS_ENDPOINT_URL_CLOUDCONTROL" --output text; }
type=AWS::Logs::LogGroup
name=/sandbox/awscli-$$
steps=0

ok() { steps=$((steps + 1)); printf 'ok %d - %s\n' "$steps" "$1"; }
fail() { printf 'not ok - %s\n' "$1" >&2; exit 1; }
expect() { # expect WHAT WANT GOT
  [ "$2" = "$3" ] || fail "$1: want \"$2\", got \"$3\""
  ok "$1"
}

status_of() { cc get-resource-request-status --request-token "$1" --query ProgressEvent.OperationStatus; }

# ended TOKEN prints the status with which an operation ended.
ended() {
  local status
  for _ in $(seq 100); do
    status=$(status_of "$1")
    case $status in
      PENDING | IN_PROGRESS | CANCEL_IN_PROGRESS) sleep 0.2 ;;
      *) printf '%s' "$status"; return ;;
    esac
  done
  printf 'no end of %s' "$1"
}

retention() { cc get-resource --type-name "$type" --identifier "$name" --query ResourceDescription.Properties | grep -o '"RetentionInDays": *[0-9]*' | grep -o '[0-9]*$'; }

token=$(cc create-resource --type-name "$type" --client-token "create-$$" --query ProgressEvent.RequestToken \
  --desired-state "{\"LogGroupName\":\"$name\",\"RetentionInDays\":7}")
expect 'create: the operation is under way' CREATE "$(cc get-resource-request-status --request-token "$token" --query ProgressEvent.Operation)"
again=$(cc create-resource --type-name "$type" --client-token "create-$$" --query ProgressEvent.RequestToken \
  --desired-state "{\"LogGroupName\":\"$name\",\"RetentionInDays\":7}")
expect 'create: the same client token is the same operation' "$token" "$again"
expect 'create: it succeeds' SUCCESS "$(ended "$token")"
expect 'create: the event names the identifier' "$name" "$(cc get-resource-request-status --request-token "$token" --query ProgressEvent.Identifier)"
expect 'get: the property is what was asked for' 7 "$(retention)"

token=$(cc update-resource --type-name "$type" --identifier "$name" --query ProgressEvent.RequestToken \
  --patch-document '[{"op":"replace","path":"/RetentionInDays","value":14}]')
expect 'update: it succeeds' SUCCESS "$(ended "$token")"
expect 'update: the property has changed' 14 "$(retention)"

expect 'list: the object is in it' "$name" "$(cc list-resources --type-name "$type" --query "ResourceDescriptions[?Identifier=='$name'].Identifier")"

token=$(cc update-resource --type-name "$type" --identifier "$name" --query ProgressEvent.RequestToken \
  --patch-document '[{"op":"replace","path":"/RetentionInDays","value":30}]')
cc cancel-resource-request --request-token "$token" --query ProgressEvent.OperationStatus >/dev/null
expect 'cancel: the operation ends cancelled' CANCEL_COMPLETE "$(ended "$token")"
expect 'cancel: it took no effect' 14 "$(retention)"

token=$(cc delete-resource --type-name "$type" --identifier "$name" --query ProgressEvent.RequestToken)
expect 'delete: it succeeds' SUCCESS "$(ended "$token")"
if said=$(cc get-resource --type-name "$type" --identifier "$name" 2>&1); then fail "get after delete: found $said"; fi
case $said in
  *ResourceNotFoundException*) ok 'delete: the object is not found any more' ;;
  *) fail "get after delete: want ResourceNotFoundException, got $said" ;;
esac

expect 'requests: the deletion is listed' "$token" "$(cc list-resource-requests \
  --resource-request-status-filter Operations=DELETE,OperationStatuses=SUCCESS \
  --query "ResourceRequestStatusSummaries[?RequestToken=='$token'].RequestToken")"

expect 'describe-type: it is the schema of the type' 1 "$(aws cloudformation describe-type --type RESOURCE --type-name "$type" \
  --endpoint-url "$AWS_ENDPOINT_URL_CLOUDFORMATION" --output text --query Schema | grep -c "\"typeName\": *\"$type\"")"
expect 'get-caller-identity: the account' 123456789012 "$(aws sts get-caller-identity \
  --endpoint-url "$AWS_ENDPOINT_URL_STS" --output text --query Account)"

printf '%d steps passed with %s\n' "$steps" "$(aws --version 2>&1 | head -n 1)"
