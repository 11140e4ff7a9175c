#!/bin/sh
set -e
useradd --create-home --shell /bin/bash dev
