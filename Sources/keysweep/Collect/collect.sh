#!/bin/sh
# Gathers what AWS accounts say about their access keys, for `keysweep scan --inventory`.
# Printed by `keysweep inventory collect` of keysweep @VERSION@. Read it before you run it.
#
# It calls, with the AWS CLI, version 1 or 2:
#   sts get-caller-identity                which account this is
#   iam generate-credential-report         has AWS make the report; changes nothing else
#   iam get-credential-report              users, key slots and their last use
#   iam list-users                         so that nobody is missing
#   iam get-account-summary                whether root has keys
#   iam get-account-authorization-details  names of attached policies: which users are quarantined
#   iam list-access-keys                   for every user, and for root if root runs this
#   iam get-access-key-last-used           for every key
#   cloudtrail lookup-events               with --cloudtrail: keys made, switched and deleted
#   organizations list-accounts            with --organization
#   sts assume-role                        with --organization or --accounts
#
# It never creates, changes or deletes anything in an account, and never asks for a secret. It never
# writes or prints credentials: those of an assumed role stay in variables of this shell, and reach
# the AWS CLI through its environment. Nothing is sent anywhere but to AWS.
#
# It writes one file an account, readable by its owner only: every answer with who was asked about
# what, and the time just before the question.
#
# Exit status: 0 everything was answered; 1 something is missing, which standard error and the files
# name; 2 it could not start.

set -eu
# Tracing would print the credentials of the assumed role.
set +x
umask 077

# ---- settings ------------------------------------------------------------------------------
profile=''
output='keysweep-inventory'
organization=no
accounts=''
role='keysweep-inventory'
cloudtrail=no
# ---- end of settings -----------------------------------------------------------------------

# No pager and no prompts, which would wait for a person; and patience where AWS asks for it.
AWS_PAGER=''
AWS_CLI_AUTO_PROMPT=off
AWS_RETRY_MODE=${AWS_RETRY_MODE:-standard}
AWS_MAX_ATTEMPTS=${AWS_MAX_ATTEMPTS:-8}
export AWS_PAGER AWS_CLI_AUTO_PROMPT AWS_RETRY_MODE AWS_MAX_ATTEMPTS
if [ -n "$profile" ]; then
  # A profile that was asked for goes before credentials that lie in the environment.
  unset AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN AWS_SECURITY_TOKEN
  unset AWS_CREDENTIAL_EXPIRATION AWS_DEFAULT_PROFILE
  AWS_PROFILE=$profile
  export AWS_PROFILE
fi
# These must not be exported, whatever the environment holds.
unset credentials rest role_id role_secret role_token

tab=$(printf '\t')
root='<root_account>'

say() { printf 'keysweep-collect: %s\n' "$*" >&2; }

now() { date -u +%Y-%m-%dT%H:%M:%SZ; }

# What the AWS CLI said on standard error, fit for a JSON string. Of most errors only the kind is
# kept: that of a wrong signature quotes the session token.
reason() {
  text=$(
    tr '\n' ' ' <"$work/error" | LC_ALL=C tr -cd ' -~' | tr '\042\134' '\047\047' \
      | sed 's|^ *||' | cut -c1-400
  )
  case $text in
    *'(AccessDenied'*) ;;
    *'An error occurred ('*' operation'*) text="${text%%' operation'*} operation" ;;
  esac
  printf '%s' "${text:-no answer}"
}

is_account() {
  case $1 in
    *[!0-9]* | '') return 1 ;;
  esac
  [ "${#1}" -eq 12 ]
}

# The AWS CLI, with the credentials of the assumed role if there is one.
run_aws() {
  if [ -z "$role_arn" ]; then
    aws "$@" </dev/null
    return
  fi
  assume_role || return 1
  (
    AWS_ACCESS_KEY_ID=$role_id
    AWS_SECRET_ACCESS_KEY=$role_secret
    AWS_SESSION_TOKEN=$role_token
    export AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN
    # The old name goes before the new one, and an expiry would be another session's.
    unset AWS_SECURITY_TOKEN AWS_CREDENTIAL_EXPIRATION
    exec aws "$@" </dev/null
  )
}

# Sessions last an hour; a large account takes longer.
assume_role() {
  moment=$(date +%s)
  if [ "$role_since" -gt 0 ] && [ "$((moment - role_since))" -lt 2400 ]; then return 0; fi
  credentials=$(
    aws sts assume-role --role-arn="$role_arn" --role-session-name=keysweep-inventory \
      --query 'Credentials.[AccessKeyId,SecretAccessKey,SessionToken]' --output text </dev/null
  ) || return 1
  role_id=${credentials%%"$tab"*}
  rest=${credentials#*"$tab"}
  role_secret=${rest%%"$tab"*}
  role_token=${rest#*"$tab"}
  role_since=$moment
  unset credentials rest
}

# problem TEXT: something is missing, and the rest goes on.
problem() {
  problems=$((problems + 1))
  say "account ${account:-${expected:-unknown}}: $*"
}

# ask CALL USER KEY ARGUMENT...: asks AWS, and keeps the answer, or what came instead of one, with
# who was asked about what, and when.
ask() {
  call=$1
  user=$2
  key=$3
  shift 3
  head="{\"keysweepCollect\":1,\"account\":\"$account\",\"partition\":\"$partition\","
  head="$head\"call\":\"$call\","
  if [ -n "$user" ]; then head="$head\"user\":\"$user\","; fi
  if [ -n "$key" ]; then head="$head\"key\":\"$key\","; fi
  head="$head\"asOf\":\"$(now)\","
  if run_aws "$@" --output json >"$work/answer" 2>"$work/error" && [ -s "$work/answer" ]; then
    answers=$((answers + 1))
    { printf '%s"response":' "$head" && cat "$work/answer" && printf '}\n'; } >>"$work/documents" \
      || lost
    return 0
  fi
  : >"$work/answer"
  why=$(reason)
  problem "$call${user:+ of $user}${key:+ for $key}: $why"
  printf '%s"error":"%s"}\n' "$head" "$why" >>"$work/documents" || lost
  return 1
}

# What cannot be written is not there, and half a file would only look like one.
lost() {
  say "account $account: cannot write to $output"
  exit 1
}

# The credential report. AWS makes one at most every four hours; an older one comes as it is.
report() {
  tries=0
  state=
  while [ "$state" != COMPLETE ]; do
    if [ "$tries" -ge 60 ]; then
      problem "the credential report is still not made; run this again later"
      break
    fi
    if [ "$tries" -gt 0 ]; then sleep 2; fi
    tries=$((tries + 1))
    state=$(run_aws iam generate-credential-report --query State --output text 2>"$work/error") || {
      problem "generate-credential-report: $(reason)"
      break
    }
  done
  ask get-credential-report '' '' iam get-credential-report || :
}

# keys_of USER ARGUMENT...: a list of keys, and when each was last used.
keys_of() {
  owner=$1
  shift
  ask list-access-keys "$owner" '' iam list-access-keys "$@" || return 0
  # The IDs come out of the same answer: a second call for them would double the time.
  ids=$(
    tr ',{}' '[\n*]' <"$work/answer" \
      | sed -n 's/^[[:space:]]*"AccessKeyId"[[:space:]]*:[[:space:]]*"\([A-Z0-9]*\)".*$/\1/p'
  )
  for id in $ids; do
    ask get-access-key-last-used "$owner" "$id" iam get-access-key-last-used --access-key-id="$id" \
      || :
  done
}

# Who is there, and the keys of each.
users() {
  # The names first: who comes in between is then known to be missing.
  if ! run_aws iam list-users --query 'Users[].[UserName]' --output text \
    >"$work/users" 2>"$work/error"; then
    problem "list-users: $(reason)"
    : >"$work/users"
  fi
  ask list-users '' '' iam list-users || :
  total=$(($(wc -l <"$work/users")))
  count=0
  while IFS= read -r name; do
    count=$((count + 1))
    if [ "$((count % 100))" -eq 0 ]; then say "account $account: user $count of $total"; fi
    case $name in
      '') ;;
      *[!A-Za-z0-9+=,.@_-]*) problem "a user whose name IAM does not allow was left out" ;;
      # A name may begin with a hyphen.
      *) keys_of "$name" --user-name="$name" ;;
    esac
  done <"$work/users"
}

# The last 90 days of what was done to keys. IAM is logged in one region of a partition. What keeps
# one question from being answered keeps the others, and each of them is asked many times.
trail() {
  case $partition in
    aws-cn) region=cn-north-1 ;;
    aws-us-gov) region=us-gov-west-1 ;;
    *) region=us-east-1 ;;
  esac
  for event in CreateAccessKey UpdateAccessKey DeleteAccessKey; do
    ask lookup-events '' '' cloudtrail lookup-events --region="$region" \
      --lookup-attributes "AttributeKey=EventName,AttributeValue=$event" || return 0
  done
}

# collect ACCOUNT ROLE-ARN: everything about one account. Runs in a shell of its own, so that the
# role's credentials go with it.
collect() {
  expected=$1
  role_arn=$2
  role_since=0
  account=
  problems=0
  answers=0
  stamp=$(date -u +%Y%m%dT%H%M%SZ)
  : >"$work/documents"
  identity=$(
    run_aws sts get-caller-identity --query '[Account,Arn]' --output text 2>"$work/error"
  ) || {
    problem "no access${role_arn:+ through $role_arn}: $(reason)"
    exit 1
  }
  caller=${identity#*"$tab"}
  partition=${caller#arn:}
  partition=${partition%%:*}
  if ! is_account "${identity%%"$tab"*}"; then
    problem "get-caller-identity names no account"
    exit 1
  fi
  if [ -n "$expected" ] && [ "${identity%%"$tab"*}" != "$expected" ]; then
    problem "these credentials are of account ${identity%%"$tab"*}: nothing collected"
    exit 1
  fi
  account=${identity%%"$tab"*}
  say "account $account, as $caller"
  # The report first: lists that are younger answer for all that it shows.
  report
  users
  ask get-account-summary '' '' iam get-account-summary || :
  # Not the policies themselves: what users may do is nobody's business here.
  details='UserName: UserName, Arn: Arn, CreateDate: CreateDate'
  details="$details, AttachedManagedPolicies: AttachedManagedPolicies"
  ask get-account-authorization-details '' '' iam get-account-authorization-details --filter User \
    --query "{UserDetailList: UserDetailList[].{$details}}" || :
  if [ "$caller" = "arn:$partition:iam::$account:root" ]; then keys_of "$root"; fi
  if [ "$cloudtrail" = yes ]; then trail; fi
  if [ "$answers" -eq 0 ]; then
    say "account $account: not one answer; nothing written"
    exit 1
  fi
  mv -f "$work/documents" "$output/keysweep-inventory-$account-$stamp.json" || lost
  say "account $account: $answers answers, $problems missing;" \
    "$output/keysweep-inventory-$account-$stamp.json"
  [ "$problems" -eq 0 ]
}

# The accounts to visit, one a line.
members() {
  if [ "$organization" = no ]; then
    for id in $accounts; do printf '%s\n' "$id"; done
    return
  fi
  # The field Status gives way to State in 2026; older versions of the AWS CLI know only Status.
  aws organizations list-accounts --query 'Accounts[].[Id,State,Status]' --output text \
    </dev/null >"$work/accounts" 2>"$work/error" || {
    say "organizations list-accounts: $(reason)"
    return 1
  }
  while IFS="$tab" read -r id state status; do
    case " $accounts " in
      '  ' | *" $id "*) ;;
      *) continue ;;
    esac
    case "$state $status" in
      *SUSPENDED* | *CLOSED* | *CLOSURE*) say "account $id: left out, it is $state" ;;
      *) printf '%s\n' "$id" ;;
    esac
  done <"$work/accounts"
  for id in $accounts; do
    if ! grep -q "^$id" "$work/accounts"; then
      say "account $id: not in this organization"
      return 1
    fi
  done
}

if ! command -v aws >/dev/null 2>&1; then
  say 'the AWS CLI (aws) is not there; install it first'
  exit 2
fi
if ! mkdir -p "$output" || ! work=$(mktemp -d "$output/.keysweep-collect.XXXXXX"); then
  say "cannot write to $output"
  exit 2
fi
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM

failed=
if [ "$organization" = no ] && [ -z "$accounts" ]; then
  (collect '' '') || failed=' this one'
else
  self=$(
    aws sts get-caller-identity --query '[Account,Arn]' --output text </dev/null 2>"$work/error"
  ) || {
    say "no access: $(reason)"
    exit 2
  }
  home=${self#*"$tab"arn:}
  home=${home%%:*}
  list=$(members) || exit 2
  for member in $list; do
    if ! is_account "$member"; then
      say "not an account number: $member"
      failed="$failed $member"
    elif [ "$member" = "${self%%"$tab"*}" ]; then
      (collect "$member" '') || failed="$failed $member"
    else
      (collect "$member" "arn:$home:iam::$member:role/$role") || failed="$failed $member"
    fi
  done
fi
if [ -n "$failed" ]; then
  say "incomplete:$failed"
  exit 1
fi
say "done; next: keysweep inventory check $output"
