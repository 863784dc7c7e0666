package store_test

import (
	"testing"

	"kjernebot/internal/store/storetest"
)

func TestSQLite(t *testing.T)   { storetest.Run(t, storetest.SQLiteDSN) }
func TestPostgres(t *testing.T) { storetest.Run(t, storetest.PostgresDSN) }

func TestRoadOnSQLite(t *testing.T)   { storetest.RunRoad(t, storetest.SQLiteDSN) }
func TestRoadOnPostgres(t *testing.T) { storetest.RunRoad(t, storetest.PostgresDSN) }
