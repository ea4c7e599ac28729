#!/usr/bin/env bash
# Writes the report $1 as the one comment of a pull request: the comment of an earlier run is changed. `gh` is GitHub's program.
#
#   GH_TOKEN            a token that may write to the pull request
#   GITHUB_REPOSITORY   OWNER/NAME
#   PULL_REQUEST        its number
set -euo pipefail

report=${1:?the report}
comments="repos/$GITHUB_REPOSITORY/issues/$PULL_REQUEST/comments"
# Anybody may write a comment that begins as a report does: the one of an earlier run is by whoever the token belongs to.
AUTHOR=$(gh api graphql -f query='query { viewer { login } }' --jq .data.viewer.login)
export AUTHOR
comment=$(gh api "$comments" --paginate \
  --jq '.[] | select(.user.login == env.AUTHOR and (.body | startswith("<!-- stridelint:report -->"))) | .id' | sed -n 1p)
if [ -n "$comment" ]; then
  gh api --silent --method PATCH "repos/$GITHUB_REPOSITORY/issues/comments/$comment" -F "body=@$report"
else
  gh api --silent "$comments" -F "body=@$report"
fi
