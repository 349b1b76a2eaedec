#!/usr/bin/env bash
# Packs the stream provider, adds the package to an empty project as a stranger would, runs the program of the package's README.md over an
# embedded broker, and checks that readings reach its grain. Exits with 0 when they do. Leaves nothing behind.
#
# Usage: test-package.sh [path of a built Edge.dll, which is built where it is not given]
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
edge=${1:-}
work=$(mktemp -d)
broker= silo=

export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_CLI_UI_LANGUAGE=en MSBUILDDISABLENODEREUSE=1

# Stops a process of this script; the signal of a terminal's Ctrl-C lets it end in order.
stop() {
  if [[ -n $1 ]] && kill -0 "$1" 2>/dev/null; then
    kill -TERM "$1"
    wait "$1" || true
  fi
}

clean_up() {
  local status=$?
  stop "$silo"
  stop "$broker"
  if ((status != 0)); then
    tail -n 40 "$work"/*.log >&2 2>/dev/null || true
    echo "The package does not work." >&2
  fi
  rm -rf "$work"
}
trap clean_up EXIT

# Waits until a file has a line that matches; the process that writes it must live.
await_line() {
  local file=$1 pattern=$2 process=$3 i
  for ((i = 0; i < 600; i++)); do
    if grep -qE "$pattern" "$file"; then
      return
    fi
    if ! kill -0 "$process" 2>/dev/null; then
      break
    fi
    sleep 0.1
  done
  echo "No line '$pattern' came." >&2
  return 1
}

# The code block below the comment <!-- Program.cs -->.
program_of_readme() {
  awk '
    $0 == "<!-- Program.cs -->" { found = 1; next }
    found && /^```/ { if (inside) exit; inside = 1; next }
    found && inside' "$root/Orleans.Streaming.Kafka/README.md"
}

echo "Packing."
dotnet pack "$root/Orleans.Streaming.Kafka" --configuration Release --version-suffix "check.$$" \
  --artifacts-path "$work/artifacts" --output "$work/feed" >"$work/pack.log"
package=("$work"/feed/*.nupkg)
version=$(basename "${package[0]}" .nupkg)
version=${version#Orleans.Streaming.Kafka.}
test -f "$work/feed/Orleans.Streaming.Kafka.$version.snupkg"

if [[ -z $edge ]]; then
  echo "Building the broker."
  dotnet build "$root/Edge" >"$work/edge.log"
  edge=$root/Edge/bin/Debug/net10.0/Edge.dll
fi

echo "Making a project with version $version."
# The package goes into a cache of its own; all others come from the machine's cache and sources.
machine_cache=$(dotnet nuget locals global-packages --list | sed 's/^global-packages: //')
export NUGET_PACKAGES=$work/packages NUGET_FALLBACK_PACKAGES=$machine_cache
dotnet new console --name Readings --output "$work/Readings" >"$work/new.log"
cd "$work/Readings"
cat >nuget.config <<'XML'
<configuration>
  <packageSources>
    <add key="packed" value="../feed" />
  </packageSources>
</configuration>
XML
dotnet add package Orleans.Streaming.Kafka --version "$version" >"$work/add.log"
program_of_readme >Program.cs
test -s Program.cs
dotnet build >"$work/build.log"

echo "Running it."
mkfifo "$work/commands"
dotnet "$edge" broker --topics readings:4 <"$work/commands" >"$work/broker.log" 2>&1 &
broker=$!
exec 3>"$work/commands"
await_line "$work/broker.log" '^ready$' "$broker"
servers=$(sed -n 's/^bootstrap\.servers=//p' "$work/broker.log")
dotnet bin/Debug/net10.0/Readings.dll "$servers" >"$work/silo.log" 2>&1 &
silo=$!
dotnet "$edge" simulate --bootstrap "$servers" --topic readings --sensors 20 --count 100 --rate 0 >"$work/simulate.log"
await_line "$work/silo.log" '^Partition [0-3]: Reading \{ Temperature = [0-9.]+, Vibration = [0-9.]+ \}$' "$silo"
kill -TERM "$silo"
wait "$silo"
silo=

echo "The package $version works: $(grep -c '^Partition ' "$work/silo.log") readings reached the grains of its README's program."
