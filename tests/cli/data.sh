# Real certificates for the tests that want more than generated ones: source
# this file. data is $KEDGE_DATA, or a folder `data` with incidents/ in it in a
# neighbour of the project; empty where there is none, and the tests skip.
# shellcheck shell=sh
data=${KEDGE_DATA:-}
data_project=$(cd "$(dirname "$0")/../.." && pwd)
for data_folder in "$data_project"/../*/data; do
	if [ -z "$data" ] && [ -d "$data_folder/incidents" ]; then
		data=$data_folder
	fi
done
