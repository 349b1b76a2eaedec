# The steps that .ci/run and .ci/long share. Source it from the root of the repository.

# Only the English summary can be counted.
export DOTNET_CLI_UI_LANGUAGE=en DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1
# Leave no build servers behind.
export MSBUILDDISABLENODEREUSE=1

prepare() {
  dotnet tool restore
  dotnet build FederatedOrleans.sln
}

# The first line of the code block below the comment <!-- NAME --> in README.md.
command_from_readme() {
  awk -v marker="<!-- $1 -->" '
    $0 == marker { found = 1; next }
    found && /^```/ { if (inside) exit; inside = 1; next }
    found && inside { print; exit }' README.md
}

# Runs the tests and ends with a line of the real counts; fails when a test failed, none ran or nothing was counted.
run_tests() {
  local name=$1 limit=$2 command log status=0
  command=$(command_from_readme "$name")
  if [[ -z $command ]]; then
    echo "README.md has no code block below <!-- $name -->." >&2
    return 1
  fi

  log=$(mktemp)
  echo "> $command"
  timeout --kill-after=30s "$limit" bash -c "$command" 2>&1 | tee "$log" || status=$?
  if ((status == 124)); then
    echo "The tests did not end within $limit." >&2
  fi

  local failed passed skipped
  failed=$(count failed "$log")
  passed=$(count succeeded "$log")
  skipped=$(count skipped "$log")
  if [[ -n $failed ]] && ((failed > 0)); then
    echo "Failed:"
    grep -E '^failed ' "$log" | sort -u || true
  fi

  rm -f "$log"
  if [[ -z $failed || -z $passed || -z $skipped ]]; then
    echo "The test run gave no summary." >&2
    status=$((status == 0 ? 1 : status))
  elif ((failed > 0 || passed == 0)); then
    status=$((status == 0 ? 1 : status))
  fi

  echo "${passed:-0} passed, ${failed:-0} failed, ${skipped:-0} skipped"
  return "$status"
}

# A number of the last summary in a log: lines such as "  failed: 0" below "Test run summary".
count() {
  awk -v name="$1:" '
    /Test run summary/ { value = "" }
    $1 == name && $2 ~ /^[0-9]+$/ && NF == 2 { value = $2 }
    END { print value }' "$2"
}
