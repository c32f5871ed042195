#!/usr/bin/env bash
# A real Slurm of virtual nodes on this machine, for tests: its own munged, slurmctld and one slurmd per node, with all
# their files in a folder and ports of their own. Needs root, and Debian's slurmctld, slurmd, slurm-client and munge.
#
#   tests/slurm/cluster.sh check                    prints why it cannot start, and exits 77; silent with 0 if it can
#   tests/slurm/cluster.sh start FOLDER [NODES [CPUS]]   default: 2 nodes with 2 CPUs each
#   tests/slurm/cluster.sh stop FOLDER
#
# After the start `. FOLDER/environment` lets srun, sbatch, squeue, scancel and sinfo find it:
#
#   tests/slurm/cluster.sh start /tmp/cluster && . /tmp/cluster/environment
#   srun -N2 -n2 hostname
#
# The nodes n1, n2, … are one machine and one file system. SLURMD_NODENAME tells them apart.
set -euo pipefail

usage() {
  sed -n 's/^#   //p' "$0" >&2
  exit 2
}

# Prints the reason why it cannot run here, if there is one.
obstacle() {
  ((EUID == 0)) || { echo "Slurm's daemons need root here"; return; }
  local program
  for program in munged mungekey munge slurmctld slurmd sinfo srun sbatch scancel; do
    command -v "$program" >/dev/null || { echo "$program is missing: run scripts/setup.sh --tests"; return; }
  done
}

# A port that nobody listens on, after $1.
free_port() {
  local port=$1
  while (: <"/dev/tcp/127.0.0.1/$port") 2>/dev/null; do port=$((port + 1)); done
  echo "$port"
}

# The process in a pid file that still runs the program $2.
process_of() {
  local pid
  pid=$(cat "$1" 2>/dev/null) || return 1
  [[ $(cat "/proc/$pid/comm" 2>/dev/null) == "$2" ]] && echo "$pid"
}

start() {
  local folder=$1 nodes=$2 cpus=$3 reason port base host name
  reason=$(obstacle)
  if [[ $reason ]]; then
    echo "cluster: $reason" >&2
    exit 77
  fi
  mkdir -p "$folder"/{log,state,spool,munge}
  folder=$(cd "$folder" && pwd)

  # As root, not as the user munge: that one need not be able to enter the folder's parents. --force: others may write
  # to one of them, as to /tmp.
  [[ -e $folder/munge/key ]] || mungekey --create --keyfile "$folder/munge/key"
  munged --force --key-file="$folder/munge/key" --socket="$folder/munge/socket" --log-file="$folder/munge/log" \
    --pid-file="$folder/munge/pid" --seed-file="$folder/munge/seed" >"$folder/munge/output" 2>&1 ||
    { cat "$folder/munge/output" >&2; exit 1; }

  # Ports from a number of this folder's, so that several clusters on a machine rarely ask for the same ones.
  base=$((20000 + $(cksum <<<"$folder" | cut -d' ' -f1) % 20000))
  port=$(free_port "$base")
  host=$(hostname -s)
  cat >"$folder/slurm.conf" <<EOF
ClusterName=test
SlurmctldHost=$host(127.0.0.1)
SlurmctldPort=$port
SlurmUser=root
SlurmdUser=root
AuthType=auth/munge
AuthInfo=socket=$folder/munge/socket
MpiDefault=none
ProctrackType=proctrack/pgid
TaskPlugin=task/none
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
SchedulerType=sched/backfill
SchedulerParameters=sched_min_interval=100000,batch_sched_delay=0,sched_interval=5
ReturnToService=2
KillWait=5
MinJobAge=600
SlurmdTimeout=60
StateSaveLocation=$folder/state
SlurmdSpoolDir=$folder/spool/%n
SlurmctldPidFile=$folder/slurmctld.pid
SlurmdPidFile=$folder/slurmd-%n.pid
SlurmctldLogFile=$folder/log/slurmctld
SlurmdLogFile=$folder/log/%n
AccountingStorageType=accounting_storage/none
JobAcctGatherType=jobacct_gather/none
JobRequeue=1
EOF
  # The machine may have fewer CPUs than its nodes together: that is for the tests to know.
  echo "SlurmdParameters=config_overrides" >>"$folder/slurm.conf"
  local names=() number
  for ((number = 1; number <= nodes; ++number)); do
    port=$(free_port $((port + 1)))
    names+=("n$number")
    mkdir -p "$folder/spool/n$number"
    echo "NodeName=n$number NodeHostname=$host NodeAddr=127.0.0.1 Port=$port CPUs=$cpus State=UNKNOWN" \
      >>"$folder/slurm.conf"
  done
  echo "PartitionName=all Nodes=$(IFS=,; echo "${names[*]}") Default=YES MaxTime=INFINITE State=UP" \
    >>"$folder/slurm.conf"
  echo "export SLURM_CONF='$folder/slurm.conf'" >"$folder/environment"

  # Started from within a job of another cluster, the daemons must not take its variables for theirs.
  unset "${!SLURM@}"
  export SLURM_CONF=$folder/slurm.conf
  slurmctld >"$folder/log/slurmctld.output" 2>&1 || { cat "$folder/log/slurmctld.output" >&2; stop "$folder"; exit 1; }
  for name in "${names[@]}"; do
    slurmd -N "$name" >"$folder/log/$name.output" 2>&1 || { cat "$folder/log/$name.output" >&2; stop "$folder"; exit 1; }
  done
  local waited
  for ((waited = 0; waited < 300; ++waited)); do
    [[ $(sinfo --noheader --format=%T --Node 2>/dev/null | sort | uniq -c | tr -s ' ') == " $nodes idle" ]] && return
    sleep 0.2
  done
  echo "cluster: the nodes did not become idle within a minute; see $folder/log" >&2
  sinfo --Node --long >&2 || true
  stop "$folder"
  exit 1
}

# Ends what the folder's pid files name, and only that.
stop() {
  local folder=$1 file pid waited
  folder=$(cd "$folder" && pwd)
  export SLURM_CONF=$folder/slurm.conf
  timeout 10 scancel --state=RUNNING --user=root >/dev/null 2>&1 || true
  for ((waited = 0; waited < 50; ++waited)); do
    [[ $(timeout 5 squeue --noheader 2>/dev/null) ]] || break
    timeout 5 scancel --user=root >/dev/null 2>&1 || true
    sleep 0.2
  done
  local pids=()
  for file in "$folder"/slurmd-*.pid; do
    pid=$(process_of "$file" slurmd) && pids+=("$pid")
  done
  pid=$(process_of "$folder/slurmctld.pid" slurmctld) && pids+=("$pid")
  pid=$(process_of "$folder/munge/pid" munged) && pids+=("$pid")
  ((${#pids[@]})) || return 0
  kill "${pids[@]}" 2>/dev/null || true
  for ((waited = 0; waited < 100; ++waited)); do
    kill -0 "${pids[@]}" 2>/dev/null || return 0
    sleep 0.1
  done
  kill -KILL "${pids[@]}" 2>/dev/null || true
}

case ${1:-} in
  check)
    reason=$(obstacle)
    [[ ! $reason ]] || { echo "$reason"; exit 77; }
    ;;
  start) [[ ${2:-} ]] || usage; start "$2" "${3:-2}" "${4:-2}" ;;
  stop) [[ ${2:-} ]] || usage; stop "$2" ;;
  *) usage ;;
esac
