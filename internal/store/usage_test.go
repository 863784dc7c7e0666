package store_test

import (
	"testing"

	"kjernebot/internal/store/storetest"
)

func TestUsageOnSQLite(t *testing.T)   { storetest.RunUsage(t, storetest.SQLiteDSN) }
func TestUsageOnPostgres(t *testing.T) { storetest.RunUsage(t, storetest.PostgresDSN) }

func TestMembersOnSQLite(t *testing.T)   { storetest.RunMembers(t, storetest.SQLiteDSN) }
func TestMembersOnPostgres(t *testing.T) { storetest.RunMembers(t, storetest.PostgresDSN) }
